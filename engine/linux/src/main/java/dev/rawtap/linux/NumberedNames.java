package dev.rawtap.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names of users or groups by number; the first line of a number counts. Immutable. */
final class NumberedNames {
    private final Map<Integer, String> names = new HashMap<>();

    /** {@code file} is {@code /etc/passwd} or {@code /etc/group}, whose third column is the number. */
    NumberedNames(SystemFiles files, String file) {
        files.text(file).ifPresent(text -> text.lines().forEach(this::add));
    }

    private void add(String line) {
        String[] columns = line.split(":", 4);
        if (columns.length == 4) {
            try {
                names.putIfAbsent(Integer.parseUnsignedInt(columns[2]), columns[0]);
            } catch (NumberFormatException notAName) {
                return; // NIS lines such as +:::::: have no number.
            }
        }
    }

    /** The name of {@code number}, a u32. */
    Optional<String> name(int number) {
        return Optional.ofNullable(names.get(number));
    }
}
