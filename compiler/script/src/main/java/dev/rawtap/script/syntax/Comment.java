package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;

/**
 * A comment of a script.
 *
 * @param span all of it, with its marks
 */
record Comment(Span span) {
    /** As it is written. */
    String text() {
        return span.text().stripTrailing();
    }
}
