package dev.rawtap.script.syntax;

import dev.rawtap.base.SourceText;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the word that begins at or behind an offset. It may be asked for any offset any number of times; problems and
 * comments are kept once.
 */
final class Lexer {
    private static final Set<String> LONG_SYMBOLS = Set.of(
            "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=",
            "%=", "&=", "|=", "^=", "..");
    private static final String SYMBOLS = "{}()[];,.:?=<>+-*/%&|^!~#";

    private final SourceText source;
    private final String text;
    private final Problems problems;
    private final TreeMap<Integer, Comment> comments = new TreeMap<>();
    private final Set<Integer> unclosed = new HashSet<>();

    Lexer(SourceText source, Problems problems) {
        this.source = source;
        this.text = source.content();
        this.problems = problems;
    }

    /** The comments that were passed, in the order of the text. */
    Collection<Comment> comments() {
        return comments.values();
    }

    Token lex(int offset) {
        int start = skipBlanks(offset);
        if (start == text.length()) {
            return new Token(Token.Kind.END, start, start, "");
        }
        char c = text.charAt(start);
        if (isWordStart(c)) {
            return token(Token.Kind.WORD, start, wordEnd(start));
        }
        if (isDigit(c)) {
            return token(Token.Kind.INTEGER, start, wordEnd(start));
        }
        return switch (c) {
            case '"' -> string(start);
            case '$' -> variable(start);
            case '@' -> token(Token.Kind.MAP, start, isWordStart(at(start + 1)) ? wordEnd(start + 1) : start + 1);
            default -> symbol(start, c);
        };
    }

    private Token token(Token.Kind kind, int start, int end) {
        return new Token(kind, start, end, text.substring(start, end));
    }

    private Token string(int start) {
        var literal = StringReader.read(text, start, problems);
        if (!literal.closed()) {
            unclosed.add(start);
        }
        return new Token(Token.Kind.STRING, start, literal.end(), literal.value());
    }

    /** Whether a string lacks its closing quote, so that nobody knows what is in it. */
    boolean isUnclosed(Token string) {
        return unclosed.contains(string.start());
    }

    private Token variable(int start) {
        char next = at(start + 1);
        if (isWordStart(next)) {
            return token(Token.Kind.VARIABLE, start, wordEnd(start + 1));
        }
        if (next == '#') {
            return token(Token.Kind.PARAMETER_COUNT, start, start + 2);
        }
        int end = start + 1;
        while (isDigit(at(end))) {
            end++;
        }
        if (end > start + 1) {
            return new Token(Token.Kind.PARAMETER, start, end, text.substring(start + 1, end));
        }
        problems.syntax(start, end, "expected identifier after '$'");
        return token(Token.Kind.WRONG, start, end);
    }

    private Token symbol(int start, char c) {
        if (SYMBOLS.indexOf(c) < 0) {
            return wrong(start, c);
        }
        int length = 1;
        if (SYMBOLS.indexOf(at(start + 1)) >= 0) {
            length = isSymbol(start, 3) ? 3 : isSymbol(start, 2) ? 2 : 1;
        }
        return new Token(Token.Kind.SYMBOL, start, start + length, text.substring(start, start + length));
    }

    private boolean isSymbol(int start, int length) {
        return start + length <= text.length() && LONG_SYMBOLS.contains(text.substring(start, start + length));
    }

    /** Chars that no script has outside of strings and comments, as many as there are side by side. */
    private Token wrong(int start, char c) {
        int end = start;
        do {
            end += Character.charCount(text.codePointAt(end));
        } while (end < text.length() && isWrong(text.charAt(end)) && c != '\'');
        return token(Token.Kind.WRONG, start, end);
    }

    private static boolean isWrong(char c) {
        return !isWordStart(c) && !isDigit(c) && !isBlank(c) && SYMBOLS.indexOf(c) < 0 && "\"$@'".indexOf(c) < 0;
    }

    /** The offset of the first char at or behind {@code offset} that is neither blank nor in a comment. */
    int skipBlanks(int offset) {
        int at = offset;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                at++;
            } else if (text.startsWith("//", at)) {
                at = comment(at, lineEnd(at));
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    problems.syntax(at, at + 2, "unterminated comment", "end it with '*/'");
                    problems.follow(at, text.length());
                }
                at = comment(at, end < 0 ? text.length() : end + 2);
            } else {
                break;
            }
        }
        return at;
    }

    private int comment(int start, int end) {
        comments.putIfAbsent(start, new Comment(source.span(start, end)));
        return end;
    }

    int lineEnd(int offset) {
        int end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end;
    }

    private int wordEnd(int start) {
        int end = start;
        while (isWordStart(at(end)) || isDigit(at(end))) {
            end++;
        }
        return end;
    }

    /** Where a number ends that may have dots in it, as a range has. */
    int numberEnd(int start) {
        int end = wordEnd(start);
        while (at(end) == '.') {
            end = wordEnd(end + 1);
        }
        return end;
    }

    /** The char at an offset, or 0 behind the end. */
    private char at(int offset) {
        return offset < text.length() ? text.charAt(offset) : 0;
    }

    static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
