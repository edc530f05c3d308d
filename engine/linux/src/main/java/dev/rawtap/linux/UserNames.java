package dev.rawtap.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names of users by number, from {@code /etc/passwd}; the first line of a number counts. Immutable. */
final class UserNames {
    private final Map<Integer, String> names = new HashMap<>();

    UserNames(SystemFiles files) {
        files.text("/etc/passwd").ifPresent(text -> text.lines().forEach(this::add));
    }

    private void add(String line) {
        String[] columns = line.split(":", 4);
        if (columns.length == 4) {
            try {
                names.putIfAbsent(Integer.parseUnsignedInt(columns[2]), columns[0]);
            } catch (NumberFormatException notAUser) {
                return; // NIS lines such as +:::::: have no number.
            }
        }
    }

    /** The name of {@code uid}, a u32. */
    Optional<String> name(int uid) {
        return Optional.ofNullable(names.get(uid));
    }
}
