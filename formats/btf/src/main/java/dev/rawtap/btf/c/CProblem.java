package dev.rawtap.btf.c;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.base.SourceText;
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
        var whole = new SourceText(source, text);
        int end = Math.min(offset + length, whole.lineEnd(whole.line(offset)));
        var span = whole.span(offset, Math.max(offset, end));
        return new CProblem(new Diagnostic(Severity.ERROR, code, span, message, List.of(hints)));
    }
}
