package dev.rawtap.base;

import java.util.Arrays;

/**
 * A text that people wrote, with a name, and the way from offsets in it to lines. Two are equal if they are the same
 * object: places in different texts never compare equal. Immutable.
 */
public final class SourceText {
    private final String name;
    private final String content;
    private final int[] lineStarts;

    /**
     * A text.
     *
     * @param name what people call it: a file, {@code "--events"}, {@code "stdin"}
     * @param content all of it
     */
    public SourceText(String name, String content) {
        this.name = name;
        this.content = content;
        this.lineStarts = lineStarts(content);
    }

    /** What people call the text. */
    public String name() {
        return name;
    }

    /** All of the text. */
    public String content() {
        return content;
    }

    /** How many lines there are, at least 1. */
    public int lines() {
        return lineStarts.length;
    }

    /** The line, from 1, that holds the char at {@code offset}; the end of the text is in its last line. */
    public int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The offset of the first char of a line, which counts from 1. */
    public int lineStart(int line) {
        return lineStarts[line - 1];
    }

    /** The offset behind the last char of a line, without its line break. */
    public int lineEnd(int line) {
        int end = line == lineStarts.length ? content.length() : lineStarts[line] - 1;
        return end > lineStart(line) && content.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    /** A line without its line break. */
    public String lineText(int line) {
        return content.substring(lineStart(line), lineEnd(line));
    }

    /** The place from char {@code start} to before char {@code end}. */
    public Span span(int start, int end) {
        return new Span(this, start, end);
    }

    @Override
    public String toString() {
        return name;
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = i + 1;
        }
        return Arrays.copyOf(starts, count);
    }
}
