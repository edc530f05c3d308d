package dev.rawtap.base;

/**
 * A stretch of a text, in chars; lines and columns are computed when asked for.
 *
 * @param source the text
 * @param start offset of its first char
 * @param end offset behind its last char; equal to {@code start} for a place between two chars
 */
public record Span(SourceText source, int start, int end) {
    /** No place: of what is said about a text as a whole, or about what came with it. */
    public static final Span NOWHERE = new SourceText("", "").span(0, 0);

    /** Rejects places that the text does not have. */
    public Span {
        if (start < 0 || end < start || end > source.content().length()) {
            throw new IllegalArgumentException("span %d-%d of %d chars of %s"
                    .formatted(start, end, source.content().length(), source.name()));
        }
    }

    /** Whether this is no place. */
    public boolean isNowhere() {
        return source == NOWHERE.source;
    }

    /** The first line, from 1. */
    public int line() {
        return source.line(start);
    }

    /** The first column in code points, from 1. */
    public int column() {
        return 1 + source.content().codePointCount(source.lineStart(line()), start);
    }

    /** The line of the last char. */
    public int endLine() {
        return source.line(Math.max(start, end - 1));
    }

    /** The column behind the last char, in {@link #endLine()}. */
    public int endColumn() {
        return 1 + source.content().codePointCount(source.lineStart(endLine()), end);
    }

    /** Code points in the first line, at least 1: what to underline. */
    public int length() {
        int stop = Math.min(end, source.lineEnd(line()));
        return stop <= start ? 1 : source.content().codePointCount(start, stop);
    }

    /** The whole first line, for showing. */
    public String lineText() {
        return source.lineText(line());
    }

    /** The stretch itself. */
    public String text() {
        return source.content().substring(start, end);
    }

    /** The stretch from the start of this to the end of {@code last}, which lies behind it in the same text. */
    public Span to(Span last) {
        return new Span(source, start, Math.max(end, last.end));
    }

    /** The place as {@code source:line:column}. */
    @Override
    public String toString() {
        return "%s:%d:%d".formatted(source.name(), line(), column());
    }
}
