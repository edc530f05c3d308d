package dev.rawtap.isa;

import java.util.ArrayList;
import java.util.List;

/** The tokens of a line, read from left to right. */
final class Tokens {
    /** Longest first, so that the first that fits is the right one. */
    private static final List<String> SYMBOLS = List.of(
            "s>>=", "<<=", ">>=", "s/=", "s%=", "s>=", "s<=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "==",
            "!=", ">=", "<=", "s>", "s<", ">", "<", "&", "=", "+", "-", "*", "(", ")", "[", "]", ",", "#", ":");

    private final List<Token> tokens;
    private int next;

    private Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The tokens of {@code line} up to a comment, which begins with {@code ;} or {@code //}. */
    static Tokens of(String line, int start) throws SyntaxException {
        var tokens = new ArrayList<Token>();
        int at = start;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ';' || line.startsWith("//", at)) {
                break;
            }
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            var token = read(line, at);
            tokens.add(token);
            at += token.text().length();
        }
        tokens.add(new Token(Token.Kind.END, "", line.codePointCount(0, at), 0));
        return new Tokens(tokens);
    }

    Token peek() {
        return tokens.get(next);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(next + ahead, tokens.size() - 1));
    }

    Token take() {
        var token = peek();
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    /** Takes the next token if it is {@code text}. */
    boolean took(String text) {
        boolean is = peek().is(text);
        if (is) {
            next++;
        }
        return is;
    }

    /** Takes {@code texts}, one after the other, or fails at the first that differs. */
    void expect(String... texts) throws SyntaxException {
        for (String text : texts) {
            if (!took(text)) {
                throw new SyntaxException(peek(), "expected '%s', found %s".formatted(text, peek().shown()));
            }
        }
    }

    boolean atEnd() {
        return peek().kind() == Token.Kind.END;
    }

    private static Token read(String line, int at) throws SyntaxException {
        int column = line.codePointCount(0, at);
        for (String symbol : SYMBOLS) {
            if (line.startsWith(symbol, at)) {
                return new Token(Token.Kind.SYMBOL, symbol, column, 0);
            }
        }
        int end = at;
        while (end < line.length() && isWordPart(line.charAt(end))) {
            end++;
        }
        if (end == at) {
            String wrong = Character.toString(line.codePointAt(at));
            throw new SyntaxException(
                    new Token(Token.Kind.SYMBOL, wrong, column, 0), "unexpected character '%s'".formatted(wrong));
        }
        String text = line.substring(at, end);
        if (!isDigit(text.charAt(0))) {
            return new Token(Token.Kind.WORD, text, column, 0);
        }
        return new Token(Token.Kind.NUMBER, text, column, number(text, column));
    }

    private static long number(String text, int column) throws SyntaxException {
        try {
            return text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseUnsignedLong(text, 2, text.length(), 16)
                    : Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw new SyntaxException(
                    new Token(Token.Kind.NUMBER, text, column, 0), "'%s' is not a number of 64 bits".formatted(text));
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(char c) {
        return isDigit(c)
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == '.'
                || c == '$'
                || c == '@';
    }
}
