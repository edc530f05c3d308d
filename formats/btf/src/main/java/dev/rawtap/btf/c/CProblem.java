package dev.rawtap.btf.c;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.base.Span;
import java.util.List;

/** Leaves the parser at the first mistake of the text; never leaves this package. */
final class CProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;

    CProblem(Diagnostic diagnostic) {
        super(diagnostic.message(), null, false, false);
        this.diagnostic = diagnostic;
    }

    Diagnostic diagnostic() {
        return diagnostic;
    }

    /** A problem at {@code length} chars from {@code offset} of {@code text}. */
    static CProblem at(
            String source, String text, int offset, int length, String code, String message, String... hints) {
        int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
        int lineEnd = text.indexOf('\n', offset);
        String line = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
        int number = 1
                + (int) text.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        int column = 1 + text.codePointCount(lineStart, offset);
        int end = Math.min(offset + length, lineStart + line.length());
        int width = Math.max(1, text.codePointCount(offset, Math.max(offset, end)));
        var span = new Span(source, number, column, width, line);
        return new CProblem(new Diagnostic(Severity.ERROR, code, span, message, List.of(hints)));
    }
}
