package dev.rawtap.script.syntax;

import dev.rawtap.base.SourceText;
import dev.rawtap.base.Span;

/** Where the parser is in the text: the word that it looks at, the one before, and how deep it is. */
final class TokenStream {
    /** How high a tree may be. Everything that walks a tree recurses; so many steps fit into any thread's stack. */
    static final int MAX_HEIGHT = 300;
    /** How deep the parser may recurse: parentheses take its stack though they leave no node. */
    private static final int MAX_DEPTH = 2 * MAX_HEIGHT;

    private final SourceText source;
    private final Lexer lexer;
    private final Problems problems;
    private Token token;
    private int previousEnd;
    private int depth;
    private int height;
    /** The height that each open construct goes on with when what is in it has been read. */
    private final int[] heights = new int[MAX_DEPTH];
    /** Whether all open blocks end here, because a definition begins. */
    private boolean leaving;

    TokenStream(SourceText source) {
        this.source = source;
        this.problems = new Problems(source);
        this.lexer = new Lexer(source, problems);
        this.token = lexer.lex(0);
    }

    SourceText source() {
        return source;
    }

    Problems problems() {
        return problems;
    }

    Lexer lexer() {
        return lexer;
    }

    Token token() {
        return token;
    }

    int start() {
        return token.start();
    }

    /** The end of the word before. */
    int previousEnd() {
        return previousEnd;
    }

    /** The word after the one that the parser looks at. */
    Token peek() {
        return lexer.lex(token.end());
    }

    Token next() {
        Token taken = token;
        previousEnd = taken.end();
        token = lexer.lex(taken.end());
        return taken;
    }

    /** Goes on at {@code offset}, which was reached by reading chars. */
    void resume(int offset) {
        resume(offset, offset);
    }

    /** Goes on at {@code offset}, behind a word that ended at {@code formerEnd}. */
    void resume(int offset, int formerEnd) {
        previousEnd = formerEnd;
        token = lexer.lex(offset);
    }

    /** Ends all open blocks: at {@code offset} a definition begins. */
    void leaveBlocks(int offset) {
        leaving = true;
        resume(offset);
    }

    /** Whether all open blocks end here. */
    boolean isLeaving() {
        return leaving;
    }

    /** Begins a definition. */
    void beginDefinition() {
        leaving = false;
    }

    /** Takes the first char of a symbol of several, such as the star of {@code *=} behind a type. */
    void splitFirst() {
        resume(token.start() + 1);
    }

    boolean at(Token.Kind kind) {
        return token.kind() == kind;
    }

    boolean at(String symbol) {
        return token.is(symbol);
    }

    boolean atWord(String word) {
        return token.isWord(word);
    }

    boolean atEnd() {
        return token.kind() == Token.Kind.END;
    }

    /** Whether there is a line break before the word. */
    boolean atLineStart() {
        return source.content().substring(previousEnd, token.start()).indexOf('\n') >= 0;
    }

    boolean accept(String symbol) {
        boolean found = at(symbol);
        if (found) {
            next();
        }
        return found;
    }

    Token expect(String symbol, String... hints) throws SyntaxAbandoned {
        if (!at(symbol)) {
            throw problem("expected '" + symbol + "'", hints);
        }
        return next();
    }

    Token expect(Token.Kind kind, String what, String... hints) throws SyntaxAbandoned {
        if (token.kind() != kind) {
            throw problem("expected " + what, hints);
        }
        return next();
    }

    /** The stretch from {@code start} to the word before. */
    Span since(int start) {
        return source.span(start, Math.max(start, previousEnd));
    }

    Span span(Token of) {
        return source.span(of.start(), of.end());
    }

    /** Reports a problem of the word; thrown, it leaves the construct. */
    SyntaxAbandoned problem(String message, String... hints) {
        boolean stray = token.is("#") || token.kind() == Token.Kind.WRONG;
        if (leaving) {
            return new SyntaxAbandoned();
        }
        if (!stray) {
            problems.syntax(token.start(), markEnd(), message, hints);
        } else if (!token.text().equals("$")) {
            problems.syntax(token.start(), markEnd(), message, strayHint());
        }
        return new SyntaxAbandoned();
    }

    /** How far bpftrace marks a word that should not be there: a number with the dots in it, of symbols and strings the first char. */
    private int markEnd() {
        return switch (token.kind()) {
            case INTEGER -> lexer.numberEnd(token.start());
            case SYMBOL, STRING -> token.start() + 1;
            case WORD, VARIABLE, MAP, PARAMETER, PARAMETER_COUNT, WRONG, END -> token.end();
        };
    }

    private String strayHint() {
        String text = token.text();
        return switch (text) {
            case "#" -> "comments begin with '//'; C definitions come first in a script";
            case "'" -> "strings have double quotes; there are no character literals";
            default ->
                EscapedBytes.isEscape(text, 0)
                        ? "the byte 0x%02x is no UTF-8: in a string, write \\x%1$02x".formatted(text.charAt(0) & 0xff)
                        : "U+%04X is in strings and comments only".formatted(text.codePointAt(0));
        };
    }

    int depth() {
        return depth;
    }

    /** Begins a construct. */
    void enter() throws SyntaxAbandoned {
        if (depth >= MAX_DEPTH) {
            throw tooDeep();
        }
        heights[depth++] = height;
        height = 0;
    }

    /** Ends a construct: of it and those beside it, the highest counts. */
    void leave() {
        height = Math.max(height, heights[--depth]);
    }

    /** Ends what was begun since the depth was {@code former}; what was read in it counts. */
    void leaveTo(int former) {
        while (depth > former) {
            leave();
        }
    }

    /** Ends what was begun since the depth was {@code former}; what was read in it is dropped. */
    void dropTo(int former) {
        if (depth > former) {
            depth = former;
            height = heights[former];
        }
    }

    /** What was read since {@link #enter} became part of a node. */
    void raise() throws SyntaxAbandoned {
        if (++height > MAX_HEIGHT) {
            throw tooDeep();
        }
    }

    private SyntaxAbandoned tooDeep() {
        problem("nesting is too deep (limit %d)".formatted(MAX_HEIGHT), "split the expression: $part = …;");
        return new SyntaxAbandoned(SyntaxAbandoned.Until.PASSED);
    }
}
