package dev.rawtap.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Rows of text whose columns line up; the last column is as wide as it is. Not thread-safe. */
public final class Columns {
    private static final int GAP = 2;

    private final int indent;
    private final List<List<String>> rows = new ArrayList<>();

    /** Rows that begin after {@code indent} spaces. */
    public Columns(int indent) {
        this.indent = indent;
    }

    /** One more row. */
    public Columns row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** One more row. */
    public Columns row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Whether there is no row. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Adds a line for each row. */
    public void appendTo(StringBuilder text) {
        List<Integer> widths = widths();
        for (List<String> row : rows) {
            text.append(" ".repeat(indent));
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                text.append(cell);
                if (i + 1 < row.size()) {
                    text.append(" ".repeat(widths.get(i) - cell.length() + GAP));
                }
            }
            trimEnd(text);
            text.append('\n');
        }
    }

    /** The last cell of a row does not widen its column: nothing follows it. */
    private List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i + 1 < row.size(); i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        return widths;
    }

    private static void trimEnd(StringBuilder text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
    }
}
