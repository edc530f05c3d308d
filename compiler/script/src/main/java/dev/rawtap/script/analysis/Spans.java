package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;

/** Places that the tree does not keep and the text tells. */
final class Spans {
    private Spans() {}

    /** The parentheses of a cast: from the start of the whole to behind the parenthesis that follows the type. */
    static Span parentheses(Span whole, Span type) {
        return upTo(new Span(whole.source(), whole.start(), Math.max(whole.start(), type.end())), ')');
    }

    /** A stretch and a char that follows it, with blanks between; the stretch alone if something else follows. */
    static Span upTo(Span span, char wanted) {
        String text = span.source().content();
        int end = span.end();
        while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end < text.length() && text.charAt(end) == wanted
                ? new Span(span.source(), span.start(), end + 1)
                : span;
    }

    /** A statement with its semicolon, as upstream counts it: not for the last one of a block. */
    static Span statement(Span span) {
        Span whole = upTo(span, ';');
        return upTo(whole, '}').end() > whole.end() ? span : whole;
    }

    /** A predicate with its slashes. */
    static Span predicate(Span condition) {
        String text = condition.source().content();
        int start = condition.start();
        while (start > 0 && Character.isWhitespace(text.charAt(start - 1))) {
            start--;
        }
        boolean slash = start > 0 && text.charAt(start - 1) == '/';
        return upTo(slash ? new Span(condition.source(), start - 1, condition.end()) : condition, '/');
    }

    /** From behind one stretch, blanks left out, to the end of another. */
    static Span between(Span before, Span last) {
        if (before.source() != last.source()) {
            return last;
        }
        String text = before.source().content();
        int start = before.end();
        while (start < last.start() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        return start > last.end() ? last : new Span(before.source(), start, last.end());
    }
}
