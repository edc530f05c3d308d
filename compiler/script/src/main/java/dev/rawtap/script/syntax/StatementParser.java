package dev.rawtap.script.syntax;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.NearestNames;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.FieldAccess;
import dev.rawtap.script.syntax.Expression.Identifier;
import dev.rawtap.script.syntax.Expression.If;
import dev.rawtap.script.syntax.Expression.Index;
import dev.rawtap.script.syntax.Expression.MapElement;
import dev.rawtap.script.syntax.Expression.MapName;
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

    StatementParser(TokenStream tokens, ExpressionParser expressions, TypeParser types) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.types = types;
    }

    /**
     * Reads {@code { … }}.
     *
     * @param valued whether an expression at the end without semicolon is the value of the block; otherwise it is a
     *     statement as well
     */
    Block block(boolean valued) throws SyntaxAbandoned {
        int former = tokens.enter();
        Token open = tokens.expect("{");
        List<Statement> statements = new ArrayList<>();
        @Nullable Expression value = null;
        while (!tokens.at("}") && !tokens.atEnd()) {
            @Nullable Statement statement = recovering();
            if (valued && !semicolon && tokens.at("}") && statement instanceof Evaluate last) {
                value = last.expression();
            } else if (statement != null) {
                statements.add(statement);
            }
        }
        if (tokens.atEnd()) {
            var begin = new Diagnostic.Context(tokens.span(open), "this block is not closed");
            tokens.problems().add("syntax", tokens.start(), tokens.start(), "syntax: expected '}'", List.of(begin));
            throw new SyntaxAbandoned();
        }
        tokens.next();
        tokens.raise();
        tokens.leave(former);
        return new Block(tokens.since(open.start()), statements, value);
    }

    /** Reads a statement, or skips what is none and gives null. */
    private @Nullable Statement recovering() {
        int depth = tokens.depth();
        if (tokens.accept(";")) {
            return null;
        }
        try {
            int former = tokens.enter();
            Statement statement = statement();
            tokens.raise();
            tokens.leave(former);
            return statement;
        } catch (SyntaxAbandoned abandoned) {
            tokens.restoreDepth(depth);
            skipStatement();
            return null;
        }
    }

    /** Skips to behind the next semicolon, to the end of the block, or to a line that begins like a statement. */
    private void skipStatement() {
        int braces = 0;
        while (!tokens.atEnd()) {
            if (braces == 0) {
                if (tokens.at("}") || tokens.accept(";") || (tokens.atLineStart() && beginsStatement())) {
                    return;
                }
            }
            braces += tokens.at("{") ? 1 : tokens.at("}") ? -1 : 0;
            tokens.next();
        }
    }

    private boolean beginsStatement() {
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
            boolean nextLine = tokens.atLineStart() && beginsStatement();
            SyntaxAbandoned problem = tokens.problem("expected ';'", hints);
            if (!nextLine) {
                throw problem;
            }
        }
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
            throw tokens.problem("expected ';'", hint);
        }
        tokens.next();
        Expression value = expressions.expression();
        requireTarget(start, expression);
        Statement assignment = compound == null
                ? new Assign(tokens.since(start), expression, value)
                : new CompoundAssign(tokens.since(start), expression, compound, value);
        return terminated(assignment);
    }

    /** Whether an expression is a variable or map, or something within one. */
    private static boolean startsWithTarget(Expression expression) {
        return switch (expression) {
            case Variable _, MapName _, MapElement _ -> true;
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
            throw tokens.problem("expected '{'", "the body of '" + of + "' needs braces");
        }
        return block(false);
    }

    private Statement forLoop(int start) throws SyntaxAbandoned {
        tokens.next();
        boolean parenthesis = tokens.accept("(");
        if (!tokens.at(Token.Kind.VARIABLE)) {
            throw tokens.problem("expected variable in for loop", "for $i : 0..10 { } or for $kv : @map { }");
        }
        Variable variable = variable();
        tokens.expect(":", "for $i : 0..10 { } or for $kv : @map { }");
        Expression first = expressions.expression();
        @Nullable Expression end = tokens.accept("..") ? expressions.expression() : null;
        if (parenthesis) {
            tokens.expect(")");
        }
        if (end == null && !(first instanceof MapName)) {
            throw tokens.problem("expected map or range in for loop", "a range is start..end, without its end");
        }
        Block body = body("for");
        return end != null
                ? new ForRange(tokens.since(start), variable, first, end, body)
                : new ForEach(tokens.since(start), variable, (MapName) first, body);
    }
}
