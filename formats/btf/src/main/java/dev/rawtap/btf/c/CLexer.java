package dev.rawtap.btf.c;

import java.util.ArrayList;
import java.util.List;

/** Splits C text into words; comments and white space are dropped. */
final class CLexer {
    private final String source;
    private final String text;
    private final List<CToken> tokens = new ArrayList<>();
    private int at;

    private CLexer(String source, String text) {
        this.source = source;
        this.text = text;
    }

    static List<CToken> tokens(String source, String text) throws CProblem {
        var lexer = new CLexer(source, text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        lexer.tokens.add(new CToken(CToken.Kind.END, "", text.length()));
        return lexer.tokens;
    }

    private void next() throws CProblem {
        char first = text.charAt(at);
        if (Character.isWhitespace(first)) {
            at++;
        } else if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            if (end < 0) {
                throw CProblem.at(source, text, at, 2, "syntax", "comment without an end", "close it with */");
            }
            at = end + 2;
        } else if (isNamePart(first)) {
            int end = at;
            while (end < text.length() && isNamePart(text.charAt(end))) {
                end++;
            }
            add(first >= '0' && first <= '9' ? CToken.Kind.NUMBER : CToken.Kind.NAME, end - at);
        } else if (text.startsWith("<<", at) || text.startsWith(">>", at)) {
            add(CToken.Kind.PUNCTUATION, 2);
        } else if (text.startsWith("...", at)) {
            add(CToken.Kind.PUNCTUATION, 3);
        } else if ("{}[]();:,*=+-/|".indexOf(first) >= 0) {
            add(CToken.Kind.PUNCTUATION, 1);
        } else if (first == '#') {
            throw CProblem.at(
                    source,
                    text,
                    at,
                    1,
                    "syntax",
                    "preprocessor lines are not read",
                    "write the declarations out, with numbers for macros");
        } else {
            String character = Character.toString(text.codePointAt(at));
            throw CProblem.at(source, text, at, 1, "syntax", "'%s' cannot stand in a declaration".formatted(character));
        }
    }

    private void add(CToken.Kind kind, int length) {
        tokens.add(new CToken(kind, text.substring(at, at + length), at));
        at += length;
    }

    private static boolean isNamePart(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || c == '_');
    }
}
