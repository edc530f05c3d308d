package dev.rawtap.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One of this module's tables: lines of fields that tabs part. Finding a line looks at line starts alone. */
final class TableText {
    private final String text;
    private final int[] starts;

    private TableText(String text) {
        this.text = text;
        int[] found = new int[512];
        int count = 0;
        for (int at = 0; at < text.length(); at = text.indexOf('\n', at) + 1) {
            if (text.charAt(at) == '#') {
                continue;
            }
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = at;
        }
        starts = Arrays.copyOf(found, count);
    }

    static TableText load(String name) {
        try (InputStream in = TableText.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from dev.rawtap.syscall");
            }
            return new TableText(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException("reading resource " + name, failure);
        }
    }

    int size() {
        return starts.length;
    }

    /** The number that a line begins with. */
    int number(int line) {
        return Integer.parseInt(text, starts[line], text.indexOf('\t', starts[line]), 10);
    }

    /** Field {@code index} of a line; empty past the last. */
    String field(int line, int index) {
        int from = starts[line];
        int end = text.indexOf('\n', from);
        for (int left = index; left > 0; left--) {
            int tab = text.indexOf('\t', from);
            if (tab < 0 || tab > end) {
                return "";
            }
            from = tab + 1;
        }
        int tab = text.indexOf('\t', from);
        return text.substring(from, tab < 0 || tab > end ? end : tab);
    }

    /** Whether field {@code index} of a line is {@code value}; allocates nothing. */
    boolean fieldIs(int line, int index, String value) {
        int from = starts[line];
        for (int left = index; left > 0; left--) {
            from = text.indexOf('\t', from) + 1;
        }
        int end = from + value.length();
        return end < text.length()
                && text.startsWith(value, from)
                && (text.charAt(end) == '\t' || text.charAt(end) == '\n');
    }

    /** All fields of a line. */
    List<String> fields(int line) {
        return split(text.substring(starts[line], text.indexOf('\n', starts[line])), '\t');
    }

    /** The parts between separators, empty ones too. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
