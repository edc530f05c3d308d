package dev.rawtap.script.output;

import java.util.List;

/**
 * The place in a script that a message of its run time is about.
 *
 * @param source name of the script: a file, {@code stdin} for the command line's {@code -e}
 * @param line first line, from 1
 * @param column first column in it, from 1
 * @param lastLine last line
 * @param endColumn column after the last one, in the last line
 * @param text the lines from the first to the last, whole
 */
public record SourcePlace(String source, int line, int column, int lastLine, int endColumn, List<String> text) {
    /** Rejects places that no text has. */
    public SourcePlace {
        text = List.copyOf(text);
        if (line < 1 || column < 1 || lastLine < line || text.size() != lastLine - line + 1) {
            throw new IllegalArgumentException(
                    "no place " + line + ":" + column + "-" + lastLine + ":" + endColumn + " in " + text);
        }
    }

    /** {@code stdin:1:9-28}, or the lines alone where there are several: {@code stdin:2-3}. */
    void writeTo(TextBuffer out) {
        out.put(source).put(':').unsigned(line);
        if (lastLine == line) {
            out.put(':').unsigned(column).put('-').unsigned(endColumn);
        } else {
            out.put('-').unsigned(lastLine);
        }
    }

    /** The lines; a single one underlined. */
    void showTo(TextBuffer out) {
        text.forEach(each -> out.put(each).put('\n'));
        if (lastLine == line) {
            out.fill(' ', column - 1).fill('~', endColumn - column).put('\n');
        }
    }
}
