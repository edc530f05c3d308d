package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.Expression.Missing;
import dev.rawtap.script.syntax.SyntaxAbandoned.Until;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Where reading goes on behind a mistake. What could be read stays in the tree, under {@link Missing}; names in what is
 * passed over may have meant anything, and nobody is told that they are not there.
 */
final class Recovery {
    /** Reads something of the grammar. */
    interface Reader<T> {
        T read() throws SyntaxAbandoned;
    }

    private final TokenStream tokens;
    private final StatementParser statements;
    private final Set<String> names = new HashSet<>();
    private boolean targets;
    private boolean definitions;

    Recovery(TokenStream tokens, StatementParser statements) {
        this.tokens = tokens;
        this.statements = statements;
    }

    /** What was passed over. */
    Damage damage() {
        return new Damage(names, targets, definitions);
    }

    /** Notes that a definition was passed over of which not even the name is known. */
    void passNamelessDefinition() {
        definitions = true;
    }

    /** Notes that something was assigned of which not even the name is known. */
    void passNamelessTarget() {
        targets = true;
    }

    /**
     * Reads what is in brackets; behind a mistake, up to where they close.
     *
     * @param close the bracket that closes
     * @param parts what has been read in them, as far as it came
     */
    Expression bracket(int start, String close, List<Expression> parts, Reader<Expression> reader)
            throws SyntaxAbandoned {
        int depth = tokens.depth();
        try {
            return reader.read();
        } catch (SyntaxAbandoned abandoned) {
            return behind(close, start, depth, abandoned, parts);
        }
    }

    /** Goes on behind the bracket that closes, at the depth at which it was opened. */
    Missing behind(String close, int start, int depth, SyntaxAbandoned abandoned, List<Expression> parts)
            throws SyntaxAbandoned {
        if (abandoned.until() != Until.BRACKET || tokens.isLeaving()) {
            throw abandoned;
        }
        if (!passTo(close)) {
            throw new SyntaxAbandoned(Until.STATEMENT);
        }
        tokens.leaveTo(depth);
        pass(start, tokens.start());
        tokens.next();
        tokens.raise();
        return new Missing(tokens.since(start), parts);
    }

    /** Reads what stands before a block; behind a mistake, up to the block. */
    <T> T beforeBlock(Reader<T> reader, Function<Missing, T> otherwise) throws SyntaxAbandoned {
        int depth = tokens.depth();
        int start = tokens.start();
        try {
            return reader.read();
        } catch (SyntaxAbandoned abandoned) {
            if (abandoned.until() == Until.PASSED || tokens.isLeaving() || !passTo("{")) {
                throw abandoned;
            }
            tokens.dropTo(depth);
            pass(start, tokens.start());
            return otherwise.apply(new Missing(tokens.since(start), List.of()));
        }
    }

    /** Passes to the brace that opens the block of a definition, if one is near. */
    boolean passToBlock(int start) {
        boolean found = passTo("{");
        if (found) {
            passDefinition(start, tokens.start());
        }
        return found;
    }

    /** Passes to a bracket that stands in this statement; false, and nothing is passed, if there is none. */
    private boolean passTo(String close) {
        int from = tokens.start();
        int former = tokens.previousEnd();
        int open = 0;
        boolean first = true;
        while (!tokens.atEnd() && !tokens.at(";")) {
            if (open == 0 && tokens.at(close)) {
                return true;
            }
            boolean closing = tokens.at(")") || tokens.at("]");
            boolean begins = !first && tokens.atLineStart() && statements.atBegin();
            // A brace in brackets that close behind it is the mistake.
            boolean ends = tokens.at("{") || (tokens.at("}") && !first);
            if (ends || begins || (closing && open == 0)) {
                break;
            }
            open += tokens.at("(") || tokens.at("[") ? 1 : closing ? -1 : 0;
            first = false;
            tokens.next();
        }
        tokens.resume(from, former);
        return false;
    }

    /**
     * Passes the rest of a statement: to behind the next semicolon, to the end of the block, or to a line that begins like
     * a statement. Blocks in it are read.
     */
    Missing statement(int start, Until until) {
        targets |= tokens.lexer().lex(start).kind() == Token.Kind.SYMBOL;
        List<Expression> blocks = new ArrayList<>();
        int from = start;
        int begin = tokens.start();
        while (!tokens.atEnd() && !tokens.isLeaving() && !tokens.at("}")) {
            if (until == Until.PASSED && tokens.at("{")) {
                passBraces();
                continue;
            }
            if (tokens.at("{")) {
                pass(from, tokens.start());
                readBlock(blocks);
                from = tokens.previousEnd();
                if (tokens.atLineStart() || statements.atBegin()) {
                    break;
                }
                continue;
            }
            if (tokens.start() > begin && tokens.atLineStart() && statements.atBegin()) {
                break;
            }
            if (tokens.next().is(";")) {
                break;
            }
        }
        pass(from, tokens.previousEnd());
        return new Missing(tokens.since(start), blocks);
    }

    private void readBlock(List<Expression> into) {
        int depth = tokens.depth();
        int start = tokens.start();
        try {
            Expression block = statements.block(false);
            tokens.raise();
            into.add(block);
        } catch (SyntaxAbandoned abandoned) {
            tokens.dropTo(depth);
            tokens.resume(start, start);
            passBraces();
        }
    }

    /** Passes a block without reading it. */
    private void passBraces() {
        int start = tokens.start();
        int open = 0;
        do {
            open += tokens.at("{") ? 1 : tokens.at("}") ? -1 : 0;
            tokens.next();
        } while (open > 0 && !tokens.atEnd());
        pass(start, tokens.previousEnd());
    }

    /** Notes the variables and maps that are named from one offset to another. */
    private void pass(int from, int to) {
        for (Token token = tokens.lexer().lex(from);
                token.end() <= to;
                token = tokens.lexer().lex(token.end())) {
            switch (token.kind()) {
                case VARIABLE, MAP -> names.add(token.text());
                case END -> {
                    return;
                }
                case WORD, INTEGER, STRING, PARAMETER, PARAMETER_COUNT, SYMBOL, WRONG -> {}
            }
        }
    }

    /** Notes an attach point that is part of a mistake: what it means is not looked for. */
    void pass(AttachPoint point) {
        names.add(point.text());
    }

    /** Notes everything that is named from one offset to another: a definition may have defined it. */
    void passDefinition(int from, int to) {
        pass(from, to);
        for (Token token = tokens.lexer().lex(from);
                token.end() <= to;
                token = tokens.lexer().lex(token.end())) {
            if (token.kind() == Token.Kind.END) {
                return;
            }
            if (token.kind() == Token.Kind.WORD) {
                names.add(token.text());
            }
        }
    }
}
