package dev.rawtap.script.syntax;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.FieldAccess;
import dev.rawtap.script.syntax.Expression.Identifier;
import dev.rawtap.script.syntax.Expression.If;
import dev.rawtap.script.syntax.Expression.Index;
import dev.rawtap.script.syntax.Expression.MapElement;
import dev.rawtap.script.syntax.Expression.MapName;
import dev.rawtap.script.syntax.Expression.Missing;
import dev.rawtap.script.syntax.Expression.TupleAccess;
import dev.rawtap.script.syntax.Expression.Variable;
import dev.rawtap.script.syntax.Statement.Assign;
import dev.rawtap.script.syntax.Statement.Break;
import dev.rawtap.script.syntax.Statement.CompoundAssign;
import dev.rawtap.script.syntax.Statement.Continue;
import dev.rawtap.script.syntax.Statement.Declare;
import dev.rawtap.script.syntax.Statement.Discard;
import dev.rawtap.script.syntax.Statement.Evaluate;
import dev.rawtap.script.syntax.Statement.ForEach;
import dev.rawtap.script.syntax.Statement.ForRange;
import dev.rawtap.script.syntax.Statement.ImportInside;
import dev.rawtap.script.syntax.Statement.Return;
import dev.rawtap.script.syntax.Statement.Unroll;
import dev.rawtap.script.syntax.Statement.While;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads blocks and statements; behind a mistake it goes on with the next statement. */
final class StatementParser {
    private static final Map<String, BinaryOperator> COMPOUND = new HashMap<>();

    static {
        for (BinaryOperator operator : BinaryOperator.values()) {
            if (operator.assigns()) {
                COMPOUND.put(operator.symbol() + "=", operator);
            }
        }
    }

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final TypeParser types;
    /** Whether the statement that was just read ended with one. */
    private boolean semicolon;
    /** The first word of the statement that is read, and the brace of the block that it is in. */
    private Token first;

    private Token open;

    StatementParser(TokenStream tokens, ExpressionParser expressions, TypeParser types) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.types = types;
        this.first = tokens.token();
        this.open = first;
    }

    /**
     * Reads {@code { … }}.
     *
     * @param valued whether an expression at the end without semicolon is the value of the block; otherwise it is a
     *     statement as well
     */
    Block block(boolean valued) throws SyntaxAbandoned {
        if (!tokens.at("{")) {
            throw tokens.problem("expected '{'");
        }
        return block(valued, tokens.token());
    }

    /** Reads a block whose opening brace may have been forgotten; {@code begin} is where it should be. */
    Block block(boolean valued, Token begin) throws SyntaxAbandoned {
        tokens.enter();
        Token around = open;
        open = begin;
        tokens.accept("{");
        List<Statement> statements = new ArrayList<>();
        @Nullable Expression value = null;
        while (!tokens.at("}") && !tokens.atEnd() && !tokens.isLeaving()) {
            @Nullable Statement statement = recovering();
            if (valued && !semicolon && tokens.at("}") && statement instanceof Evaluate last) {
                value = last.expression();
            } else if (statement != null) {
                statements.add(statement);
            }
        }
        if (valued && value == null && (tokens.atEnd() || tokens.isLeaving())) {
            value = new Missing(tokens.source().span(tokens.previousEnd(), tokens.previousEnd()), List.of());
        }
        if (tokens.atEnd()) {
            var context = new Diagnostic.Context(tokens.span(begin), "this block is not closed");
            tokens.problems().syntax(tokens.start(), tokens.start(), "expected '}'", List.of(context));
        } else {
            tokens.accept("}");
        }
        open = around;
        tokens.raise();
        tokens.leave();
        var block = new Block(tokens.since(begin.start()), statements, value);
        return valued ? block : block.withoutValue();
    }

    /** Reads a statement, or what is left of it behind a mistake; null for none. */
    private @Nullable Statement recovering() {
        int depth = tokens.depth();
        if (tokens.accept(";")) {
            return null;
        }
        Token around = first;
        Token begin = tokens.token();
        first = begin;
        try {
            tokens.enter();
            Statement statement = statement();
            tokens.raise();
            tokens.leave();
            return statement;
        } catch (SyntaxAbandoned abandoned) {
            tokens.dropTo(depth);
            semicolon = false;
            if (!tokens.isLeaving() && atDefinition(begin)) {
                tokens.leaveBlocks(begin.start());
            }
            if (tokens.isLeaving()) {
                return null;
            }
            Missing rest = expressions.recovery().statement(begin.start(), abandoned.until());
            return new Evaluate(rest.span(), rest);
        } finally {
            first = around;
        }
    }

    /**
     * Whether what begins like a statement is a definition, which no block holds: a probe whose header can be nothing else,
     * a macro, a function.
     */
    private boolean atDefinition(Token begin) {
        if (begin.kind() != Token.Kind.WORD) {
            return false;
        }
        Token next = tokens.lexer().lex(begin.end());
        boolean header = switch (begin.text()) {
            case "begin", "end", "BEGIN", "END" -> next.is("{") || next.is("/") || next.is(",");
            case "macro", "fn" -> next.kind() == Token.Kind.WORD;
            default ->
                next.is(":")
                        && next.start() == begin.end()
                        && tokens.lexer().lex(next.end()).start() == next.end();
        };
        return header && leadsToBlock(next);
    }

    private boolean leadsToBlock(Token from) {
        Token token = from;
        while (!token.is(";") && !token.is("}") && token.kind() != Token.Kind.END) {
            if (token.is("{")) {
                return true;
            }
            token = tokens.lexer().lex(token.end());
        }
        return false;
    }

    /** Whether the word that the parser looks at begins a statement, most likely. */
    boolean atBegin() {
        return switch (tokens.token().kind()) {
            case VARIABLE, MAP -> true;
            case WORD ->
                Words.STATEMENTS.contains(tokens.token().text())
                        || tokens.peek().is("(");
            case INTEGER, STRING, PARAMETER, PARAMETER_COUNT, SYMBOL, WRONG, END -> false;
        };
    }

    private Statement statement() throws SyntaxAbandoned {
        int start = tokens.start();
        if (!tokens.at(Token.Kind.WORD)) {
            return expressionOrAssignment(start);
        }
        return switch (tokens.token().text()) {
            case "let" -> terminated(declare(start));
            case "for" -> forLoop(start);
            case "while" -> whileLoop(start);
            case "unroll" -> unroll(start);
            case "return" -> returnValue(start);
            case "import" -> importInside(start);
            case "break" -> {
                tokens.next();
                yield terminated(new Break(tokens.since(start)));
            }
            case "continue" -> {
                tokens.next();
                yield terminated(new Continue(tokens.since(start)));
            }
            case "_" -> tokens.peek().is("=") ? discard(start) : expressionOrAssignment(start);
            default -> expressionOrAssignment(start);
        };
    }

    private Statement terminated(Statement statement) throws SyntaxAbandoned {
        terminate();
        return statement;
    }

    /** Takes the semicolon, which may be left out before the brace that closes the block. */
    private void terminate(String... hints) throws SyntaxAbandoned {
        semicolon = tokens.accept(";");
        if (!semicolon && !tokens.at("}")) {
            if (tokens.atEnd()) {
                throw new SyntaxAbandoned();
            }
            boolean nextLine = tokens.atLineStart() && atBegin();
            SyntaxAbandoned problem = tokens.problem("expected ';'", atDefinition(first) ? unclosedHint() : hints);
            if (!nextLine) {
                throw problem;
            }
        }
    }

    private String[] unclosedHint() {
        return new String[] {
            "no probe stands in a block: close the one of line %d with '}' before"
                    .formatted(tokens.span(open).line())
        };
    }

    private Statement expressionOrAssignment(int start) throws SyntaxAbandoned {
        Expression expression = expressions.expression();
        @Nullable
        BinaryOperator compound =
                tokens.at(Token.Kind.SYMBOL) ? COMPOUND.get(tokens.token().text()) : null;
        if (compound == null && !tokens.at("=")) {
            var statement = new Evaluate(tokens.since(start), expression);
            if (expression instanceof If || expression instanceof Block) {
                semicolon = tokens.accept(";");
            } else {
                terminate(hintsFor(expression));
            }
            return statement;
        }
        if (!startsWithTarget(expression)) {
            String hint = expression instanceof Identifier name
                    ? "variables begin with '$': $" + name.name() + " = …"
                    : "only variables and maps can be assigned";
            expressions.recovery().passNamelessTarget();
            throw tokens.problem("expected ';'", hint);
        }
        tokens.next();
        Expression value = expressions.expression();
        if (expression instanceof Missing) {
            expressions.recovery().passNamelessTarget();
            terminate();
            Span whole = tokens.since(start);
            return new Evaluate(whole, new Missing(whole, List.of(expression, value)));
        }
        requireTarget(start, expression);
        Statement assignment = compound == null
                ? new Assign(tokens.since(start), expression, value)
                : new CompoundAssign(tokens.since(start), expression, compound, value);
        return terminated(assignment);
    }

    /** Whether an expression is a variable or map, or something within one. */
    private static boolean startsWithTarget(Expression expression) {
        return switch (expression) {
            case Variable _, MapName _, MapElement _, Missing _ -> true;
            case FieldAccess field -> startsWithTarget(field.target());
            case TupleAccess access -> startsWithTarget(access.target());
            case Index index -> startsWithTarget(index.target());
            default -> false;
        };
    }

    private void requireTarget(int start, Expression target) {
        switch (target) {
            case Variable _, MapName _, MapElement _ -> {}
            case FieldAccess _, TupleAccess _ ->
                wrongTarget(
                        start,
                        "Tuples and records are immutable once created. Consider creating a new value and assigning it "
                                + "instead.");
            default -> wrongTarget(start, "invalid assignment target", "only variables and maps can be assigned");
        }
    }

    private void wrongTarget(int start, String message, String... hints) {
        tokens.problems().syntax(start, tokens.previousEnd(), message, hints);
    }

    /** What may have been meant by an expression that something follows. */
    private String[] hintsFor(Expression expression) {
        if (!(expression instanceof Identifier word)) {
            return new String[0];
        }
        List<String> near = NearestNames.of(word.name(), Words.STATEMENTS, 1);
        return near.isEmpty() || Words.STATEMENTS.contains(word.name())
                ? new String[0]
                : new String[] {"did you mean '" + near.getFirst() + "'?"};
    }

    private Declare declare(int start) throws SyntaxAbandoned {
        tokens.next();
        if (!tokens.at(Token.Kind.VARIABLE)) {
            String[] hints = tokens.at(Token.Kind.MAP)
                    ? new String[] {"maps are declared outside of probes: let @a = hash(2);"}
                    : tokens.at(Token.Kind.WORD)
                            ? new String[] {
                                "variables begin with '$': let $"
                                        + tokens.token().text()
                            }
                            : new String[0];
            expressions.recovery().passNamelessTarget();
            throw tokens.problem("expected variable after 'let'", hints);
        }
        Variable variable = variable();
        @Nullable TypeName type = tokens.accept(":") ? types.type() : null;
        @Nullable Expression value = tokens.accept("=") ? expressions.expression() : null;
        return new Declare(tokens.since(start), variable, type, value);
    }

    private Variable variable() {
        Token token = tokens.next();
        return new Variable(tokens.span(token), token.text());
    }

    private Statement discard(int start) throws SyntaxAbandoned {
        tokens.next();
        tokens.next();
        Expression value = expressions.expression();
        return terminated(new Discard(tokens.since(start), value));
    }

    private Statement returnValue(int start) throws SyntaxAbandoned {
        tokens.next();
        @Nullable Expression value = tokens.at(";") || tokens.at("}") ? null : expressions.expression();
        return terminated(new Return(tokens.since(start), value));
    }

    private Statement importInside(int start) throws SyntaxAbandoned {
        tokens.next();
        String path = tokens.expect(Token.Kind.STRING, "string after 'import'", "import \"path\";")
                .text();
        var statement = new ImportInside(tokens.since(start), path);
        if (!tokens.accept(";")) {
            throw tokens.problem("expected ';' after import");
        }
        return statement;
    }

    private Statement whileLoop(int start) throws SyntaxAbandoned {
        tokens.next();
        Expression condition = expressions.condition();
        Block body = body("while");
        return new While(tokens.since(start), condition, body);
    }

    private Statement unroll(int start) throws SyntaxAbandoned {
        tokens.next();
        Expression count = expressions.condition();
        Block body = body("unroll");
        return new Unroll(tokens.since(start), count, body);
    }

    private Block body(String of) throws SyntaxAbandoned {
        if (!tokens.at("{")) {
            tokens.problem("expected '{'", "the body of '" + of + "' needs braces");
            return single();
        }
        return block(false);
    }

    /** Reads a statement for a block, of which the braces are missing. */
    Block single() throws SyntaxAbandoned {
        int start = tokens.start();
        tokens.enter();
        @Nullable Statement statement = tokens.at("}") || tokens.atEnd() ? null : recovering();
        tokens.raise();
        tokens.leave();
        return new Block(tokens.since(start), statement == null ? List.of() : List.of(statement), null);
    }

    private Statement forLoop(int start) throws SyntaxAbandoned {
        tokens.next();
        boolean parenthesis = tokens.accept("(");
        if (!tokens.at(Token.Kind.VARIABLE)) {
            tokens.problem("expected variable in for loop", "for $i : 0..10 { } or for $kv : @map { }");
            return variableless(start);
        }
        Variable variable = variable();
        Over over = expressions.recovery().beforeBlock(() -> over(parenthesis), missing -> new Over(missing, missing));
        Block body = body("for");
        return over.end() != null
                ? new ForRange(tokens.since(start), variable, over.start(), over.end(), body)
                : new ForEach(tokens.since(start), variable, (MapName) over.start(), body);
    }

    /** A loop of which the variable could not be read, so that its body is that of some loop. */
    private Statement variableless(int start) throws SyntaxAbandoned {
        Recovery recovery = expressions.recovery();
        recovery.passNamelessTarget();
        Expression over = recovery.beforeBlock(
                () -> {
                    throw new SyntaxAbandoned();
                },
                missing -> missing);
        Block body = block(false);
        return new While(tokens.since(start), over, body);
    }

    /** What a loop goes over: from one value to before another, or a map. */
    private record Over(Expression start, @Nullable Expression end) {}

    private Over over(boolean parenthesis) throws SyntaxAbandoned {
        tokens.expect(":", "for $i : 0..10 { } or for $kv : @map { }");
        Expression begin = expressions.expression();
        @Nullable Expression end = tokens.accept("..") ? expressions.expression() : null;
        if (parenthesis) {
            tokens.expect(")");
        }
        if (end == null && begin instanceof Missing) {
            return new Over(begin, begin);
        }
        if (end == null && !(begin instanceof MapName)) {
            throw tokens.problem("expected map or range in for loop", "a range is start..end, without its end");
        }
        return new Over(begin, end);
    }
}
