package dev.rawtap.base;

/**
 * A stretch of one line of a text.
 *
 * @param source name of the text: a file, {@code "--events"}, {@code "script"}
 * @param line line, from 1
 * @param column first column, in code points, from 1
 * @param length code points, at least 1
 * @param text the whole line, for showing
 */
public record Span(String source, int line, int column, int length, String text) {
    /** Rejects places that no text has. */
    public Span {
        if (line < 1 || column < 1 || length < 1) {
            throw new IllegalArgumentException("span %d:%d+%d".formatted(line, column, length));
        }
    }
}
