package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;

/**
 * A comment of a script.
 *
 * @param text what it says, without its marks and the blanks around
 * @param block whether it was written as {@code /* … *}{@code /}
 */
record Comment(Span span, String text, boolean block) {}
