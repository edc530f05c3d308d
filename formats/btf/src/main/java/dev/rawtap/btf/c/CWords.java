package dev.rawtap.btf.c;

import java.util.List;

/** The words of a text and a place among them; constants are read here because every construct has some. */
final class CWords {
    private final String source;
    private final String text;
    private final CScope scope;
    private final List<CToken> tokens;
    private int at;
    private int depth;

    CWords(String source, String text, CScope scope) throws CProblem {
        this.source = source;
        this.text = text;
        this.scope = scope;
        this.tokens = CLexer.tokens(source, text);
    }

    CToken peek() {
        return tokens.get(at);
    }

    CToken peekAfter() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    CToken next() {
        CToken token = peek();
        if (token.kind() != CToken.Kind.END) {
            at++;
        }
        return token;
    }

    boolean accept(String wanted) {
        boolean here = peek().is(wanted);
        if (here) {
            at++;
        }
        return here;
    }

    void expect(String wanted) throws CProblem {
        if (!accept(wanted)) {
            throw unexpected("'" + wanted + "'");
        }
    }

    boolean atDeclarationEnd() {
        return peek().is(";") || peek().kind() == CToken.Kind.END;
    }

    /** Whether {@code packed} stands among the attributes behind the body that has just been opened. */
    boolean packedAfterBody() {
        int open = 1;
        int token = at;
        for (; token < tokens.size() && open > 0; token++) {
            open += tokens.get(token).is("{") ? 1 : tokens.get(token).is("}") ? -1 : 0;
        }
        if (token < tokens.size() && tokens.get(token).is("__packed")) {
            return true;
        }
        if (token >= tokens.size() || !tokens.get(token).is("__attribute__")) {
            return false;
        }
        for (; token < tokens.size() && !tokens.get(token).is(";"); token++) {
            if (tokens.get(token).is("packed") || tokens.get(token).is("__packed__")) {
                return true;
            }
        }
        return false;
    }

    /** The text from the start of one word to that of another. */
    String between(CToken from, CToken to) {
        return text.substring(from.offset(), to.offset());
    }

    CProblem unexpected(String wanted) {
        return problem(peek(), "syntax", "%s wanted, %s found".formatted(wanted, peek().shown()));
    }

    CProblem problem(CToken token, String code, String message, String... hints) {
        return CProblem.at(source, text, token.offset(), token.text().length(), code, message, hints);
    }

    /** An integer constant: numbers, enumerators, {@code + - * / << >> |} and parentheses. */
    long constant() throws CProblem {
        long value = sum();
        while (true) {
            if (accept("<<")) {
                value <<= sum();
            } else if (accept(">>")) {
                value >>= sum();
            } else if (accept("|")) {
                value |= sum();
            } else {
                return value;
            }
        }
    }

    private long sum() throws CProblem {
        long value = product();
        while (true) {
            if (accept("+")) {
                value += product();
            } else if (accept("-")) {
                value -= product();
            } else {
                return value;
            }
        }
    }

    private long product() throws CProblem {
        long value = primary();
        while (true) {
            if (accept("*")) {
                value *= primary();
            } else if (peek().is("/")) {
                CToken slash = next();
                long divisor = primary();
                if (divisor == 0) {
                    throw problem(slash, "constant", "division by zero");
                }
                value /= divisor;
            } else {
                return value;
            }
        }
    }

    private long primary() throws CProblem {
        CToken token = peek();
        if (++depth > 64) {
            throw problem(token, "nesting", "constant nested deeper than 64");
        }
        try {
            if (accept("(")) {
                long value = constant();
                expect(")");
                return value;
            }
            if (accept("-")) {
                return -primary();
            }
            if (token.kind() == CToken.Kind.NUMBER) {
                next();
                return number(token);
            }
            if (token.kind() == CToken.Kind.NAME) {
                next();
                return scope.constant(token.text())
                        .orElseThrow(() -> problem(
                                token,
                                "constant",
                                "unknown constant '%s'".formatted(token.text()),
                                "write the number"));
            }
            throw unexpected("a number");
        } finally {
            depth--;
        }
    }

    private long number(CToken token) throws CProblem {
        String digits = token.text().replaceFirst("[uUlL]+$", "");
        try {
            if (digits.startsWith("0x") || digits.startsWith("0X")) {
                return Long.parseUnsignedLong(digits.substring(2), 16);
            }
            boolean octal = digits.length() > 1 && digits.startsWith("0");
            return Long.parseUnsignedLong(digits, octal ? 8 : 10);
        } catch (NumberFormatException e) {
            throw problem(token, "constant", "'%s' is no number of 64 bits".formatted(token.text()));
        }
    }
}
