package dev.rawtap.isa;

import java.util.List;

/** A mistake in one line of assembly, on its way to becoming a diagnostic. Never leaves the package. */
final class SyntaxException extends Exception {
    final transient Token at;
    final transient List<String> hints;
    final String code;

    SyntaxException(String code, Token at, String message, String... hints) {
        super(message, null, false, false);
        this.code = code;
        this.at = at;
        this.hints = List.of(hints);
    }

    SyntaxException(Token at, String message, String... hints) {
        this("assembly-syntax", at, message, hints);
    }
}
