package dev.rawtap.isa;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The helpers of the kernel, ids 1 to 211 (Linux 6.2 closed the list; newer functions are kernel functions). Written by
 * formats/isa/generate/helpers. Read on first use, a row at a time. Thread-safe.
 */
public final class Helpers {
    private static final String PREFIX = "bpf_";
    private static final int NEAREST = 3;

    private Helpers() {}

    /** The rows, read when the class is first touched. A row becomes a value when it is asked for. */
    private static final class Table {
        /** By id; the row of id 0 is empty. */
        private static final List<String> ROWS = rows();

        private static final @Nullable Helper[] CACHE = new Helper[ROWS.size()];
        private static final Map<String, Integer> IDS = ids();

        private Table() {}

        private static List<String> rows() {
            try (var in = Helpers.class.getResourceAsStream("helpers.tsv")) {
                if (in == null) {
                    throw new IllegalStateException("helpers.tsv is missing from the module");
                }
                var rows = new ArrayList<String>();
                rows.add("");
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(rows::add);
                return rows;
            } catch (IOException e) {
                throw new UncheckedIOException("helpers.tsv cannot be read", e);
            }
        }

        private static Map<String, Integer> ids() {
            var ids = new HashMap<String, Integer>();
            for (int id = 1; id < ROWS.size(); id++) {
                String row = ROWS.get(id);
                int name = row.indexOf('\t') + 1;
                ids.put(row.substring(name, row.indexOf('\t', name)), id);
            }
            return ids;
        }
    }

    /** The helper with this id. */
    public static Optional<Helper> byId(int id) {
        if (id < 1 || id >= Table.ROWS.size()) {
            return Optional.empty();
        }
        var helper = Table.CACHE[id];
        if (helper == null) {
            helper = parse(Table.ROWS.get(id));
            Table.CACHE[id] = helper;
        }
        return Optional.of(helper);
    }

    /** The helper with this name, with or without {@code bpf_}. */
    public static Optional<Helper> byName(String name) {
        var id = Table.IDS.get(withoutPrefix(name));
        return id == null ? Optional.empty() : byId(id);
    }

    /**
     * The helper with this name, with or without {@code bpf_}.
     *
     * @throws InvalidInputException if there is none, with the nearest names
     */
    public static Helper named(String name) {
        return byName(name).orElseThrow(() -> {
            var near = nearest(name);
            return new InvalidInputException(
                    "no helper '%s'".formatted(name), near.isEmpty() ? null : "nearest: " + String.join(", ", near));
        });
    }

    /** Names near a wrong one, best first, with {@code bpf_}. */
    public static List<String> nearest(String wrong) {
        return NearestNames.of(withoutPrefix(wrong), Table.IDS.keySet(), NEAREST).stream()
                .map(PREFIX::concat)
                .toList();
    }

    /** All helpers by id. */
    public static List<Helper> all() {
        var all = new ArrayList<Helper>();
        for (int id = 1; id < Table.ROWS.size(); id++) {
            byId(id).ifPresent(all::add);
        }
        return all;
    }

    private static String withoutPrefix(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    private static Helper parse(String row) {
        var columns = split(row, '\t');
        var arguments = new ArrayList<HelperValue>();
        columns.subList(5, columns.size()).forEach(argument -> arguments.add(parseValue(argument)));
        return new Helper(
                Integer.parseInt(columns.get(0)),
                columns.get(1),
                columns.get(2),
                columns.get(3).equals("gpl"),
                parseValue(columns.get(4)),
                arguments);
    }

    private static HelperValue parseValue(String text) {
        var parts = split(text, ':');
        String kind = parts.getFirst();
        boolean nullable = kind.endsWith("?");
        var access = HelperValue.Access.READ;
        boolean releases = false;
        boolean trusted = false;
        int bytes = 0;
        String type = "";
        for (String mark : parts.subList(1, parts.size())) {
            switch (mark) {
                case "out" -> access = HelperValue.Access.WRITE;
                case "inout" -> access = HelperValue.Access.READ_WRITE;
                case "release" -> releases = true;
                case "trusted" -> trusted = true;
                default -> {
                    if (Character.isDigit(mark.charAt(0))) {
                        bytes = Integer.parseInt(mark);
                    } else {
                        type = mark;
                    }
                }
            }
        }
        String name = nullable ? kind.substring(0, kind.length() - 1) : kind;
        return new HelperValue(
                HelperValue.Kind.valueOf(name.toUpperCase(Locale.ROOT)),
                nullable,
                access,
                releases,
                trusted,
                bytes,
                type);
    }

    private static List<String> split(String text, char separator) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end));
            start = end + 1;
        }
        parts.add(text.substring(start));
        return parts;
    }
}
