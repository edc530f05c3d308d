package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Expression.AddressOf;
import dev.rawtap.script.syntax.Expression.Binary;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.Cast;
import dev.rawtap.script.syntax.Expression.Comptime;
import dev.rawtap.script.syntax.Expression.Elvis;
import dev.rawtap.script.syntax.Expression.FieldAccess;
import dev.rawtap.script.syntax.Expression.If;
import dev.rawtap.script.syntax.Expression.Index;
import dev.rawtap.script.syntax.Expression.IntegerLiteral;
import dev.rawtap.script.syntax.Expression.MapElement;
import dev.rawtap.script.syntax.Expression.MapName;
import dev.rawtap.script.syntax.Expression.Missing;
import dev.rawtap.script.syntax.Expression.Step;
import dev.rawtap.script.syntax.Expression.Ternary;
import dev.rawtap.script.syntax.Expression.TupleAccess;
import dev.rawtap.script.syntax.Expression.Unary;
import dev.rawtap.script.syntax.Expression.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads expressions by precedence; primary expressions are read by {@link PrimaryParser}. */
final class ExpressionParser {
    private static final Map<String, BinaryOperator> BINARY = new HashMap<>();

    static {
        for (BinaryOperator operator : BinaryOperator.values()) {
            BINARY.put(operator.symbol(), operator);
        }
    }

    private final TokenStream tokens;
    private final TypeParser types;
    private final PrimaryParser primaries;
    private final StatementParser statements;
    private final Recovery recovery;
    /** Whether the predicate of a probe is read and no bracket is open: a slash before a brace ends it. */
    private boolean predicate;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
        this.types = new TypeParser(tokens, this);
        this.primaries = new PrimaryParser(tokens, this, types);
        this.statements = new StatementParser(tokens, this, types);
        this.recovery = new Recovery(tokens, statements);
    }

    TypeParser types() {
        return types;
    }

    StatementParser statements() {
        return statements;
    }

    Recovery recovery() {
        return recovery;
    }

    /** Reads any expression. */
    Expression expression() throws SyntaxAbandoned {
        int start = tokens.start();
        tokens.enter();
        Expression condition = binary(1);
        Expression whole = tokens.accept("?") ? conditional(start, condition) : condition;
        tokens.leave();
        return whole;
    }

    private Expression conditional(int start, Expression condition) throws SyntaxAbandoned {
        tokens.raise();
        if (tokens.accept(":")) {
            Expression otherwise = expression();
            return new Elvis(tokens.since(start), condition, otherwise);
        }
        Expression whenTrue = expression();
        tokens.expect(":", "a value for the other case: condition ? a : b");
        Expression whenFalse = expression();
        return new Ternary(tokens.since(start), condition, whenTrue, whenFalse);
    }

    /** Reads the predicate of a probe behind its opening slash. */
    Expression predicate() throws SyntaxAbandoned {
        return recovery.beforeBlock(this::closedPredicate, missing -> missing);
    }

    private Expression closedPredicate() throws SyntaxAbandoned {
        predicate = true;
        try {
            Expression whole = expression();
            if (!tokens.accept("/")) {
                throw tokens.problem("expected '/' to close predicate");
            }
            return whole;
        } finally {
            predicate = false;
        }
    }

    /** Reads what stands in brackets, where a slash is a division again. */
    Expression enclosed() throws SyntaxAbandoned {
        boolean former = predicate;
        predicate = false;
        try {
            return expression();
        } finally {
            predicate = former;
        }
    }

    /** Reads what {@code if}, {@code while} and {@code unroll} ask for. */
    Expression condition() throws SyntaxAbandoned {
        if (tokens.at("(") && tokens.peek().is(")")) {
            int start = tokens.next().start();
            tokens.problem("expected expression");
            tokens.next();
            return new Missing(tokens.since(start), List.of());
        }
        return recovery.beforeBlock(this::comparison, missing -> missing);
    }

    /** In parentheses, {@code a = 1} would be a record, which is no condition. */
    private Expression comparison() throws SyntaxAbandoned {
        Token name = tokens.peek();
        if (tokens.at("(")
                && name.kind() == Token.Kind.WORD
                && tokens.lexer().lex(name.end()).is("=")) {
            tokens.next();
            tokens.next();
            throw tokens.problem("expected ')'", "compare with '=='");
        }
        return enclosed();
    }

    private Expression binary(int least) throws SyntaxAbandoned {
        int start = tokens.start();
        Expression left = unary();
        while (true) {
            @Nullable BinaryOperator operator = operator();
            if (operator == null || operator.precedence() < least || atPredicateEnd()) {
                return left;
            }
            tokens.next();
            tokens.enter();
            Expression right = binary(operator.precedence() + 1);
            tokens.leave();
            left = new Binary(tokens.since(start), operator, left, right);
            tokens.raise();
        }
    }

    private @Nullable BinaryOperator operator() {
        return tokens.at(Token.Kind.SYMBOL) ? BINARY.get(tokens.token().text()) : null;
    }

    private boolean atPredicateEnd() {
        return predicate && tokens.at("/") && tokens.peek().is("{");
    }

    /** Reads an expression that no binary operator is part of, unless in brackets. */
    Expression unary() throws SyntaxAbandoned {
        int start = tokens.start();
        tokens.enter();
        Expression whole = prefixed(start);
        tokens.leave();
        return whole;
    }

    private Expression prefixed(int start) throws SyntaxAbandoned {
        Token token = tokens.token();
        if (token.isWord("comptime")) {
            tokens.next();
            Expression operand = unary();
            tokens.raise();
            return new Comptime(tokens.since(start), operand);
        }
        if (token.kind() != Token.Kind.SYMBOL) {
            return postfix();
        }
        return switch (token.text()) {
            case "-" -> operand(start, UnaryOperator.NEGATE);
            case "!" -> operand(start, UnaryOperator.NOT);
            case "~" -> operand(start, UnaryOperator.COMPLEMENT);
            case "*" -> operand(start, UnaryOperator.DEREFERENCE);
            case "&", "&&" -> addressOf(start);
            case "++", "--" -> prefixStep(start, token.is("++"));
            case "(" -> types.atCast() ? cast(start) : postfix();
            default -> postfix();
        };
    }

    private Expression operand(int start, UnaryOperator operator) throws SyntaxAbandoned {
        tokens.next();
        Expression operand = unary();
        tokens.raise();
        return new Unary(tokens.since(start), operator, operand);
    }

    private Expression addressOf(int start) throws SyntaxAbandoned {
        boolean doubled = tokens.next().is("&&");
        Token of = tokens.token();
        Token behind = tokens.peek();
        boolean simple = !doubled && (of.kind() == Token.Kind.VARIABLE || of.kind() == Token.Kind.MAP);
        if (!simple || behind.is("[") || behind.is(".") || behind.is("->")) {
            throw tokens.problem("address-of operator (&) can only be used on a map or variable");
        }
        tokens.next();
        Expression operand = of.kind() == Token.Kind.MAP
                ? new MapName(tokens.span(of), of.text())
                : new Variable(tokens.span(of), of.text());
        return new AddressOf(tokens.since(start), operand);
    }

    private Expression prefixStep(int start, boolean increment) throws SyntaxAbandoned {
        tokens.next();
        Expression target = unary();
        return step(start, target, target.span(), increment, true);
    }

    private Expression step(int start, Expression target, Span at, boolean increment, boolean prefix) {
        if (target instanceof Variable || target instanceof MapName || target instanceof MapElement) {
            return new Step(tokens.since(start), target, increment, prefix);
        }
        if (!(target instanceof Missing)) {
            tokens.problems().syntax(at.start(), at.end(), "increment/decrement requires a variable or map");
        }
        return new Missing(tokens.since(start), List.of(target));
    }

    private Expression cast(int start) throws SyntaxAbandoned {
        tokens.next();
        TypeName type = types.type();
        tokens.expect(")");
        Expression operand = unary();
        tokens.raise();
        return new Cast(tokens.since(start), type, operand);
    }

    private Expression postfix() throws SyntaxAbandoned {
        int start = tokens.start();
        Expression target = primaries.primary();
        while (tokens.at(Token.Kind.SYMBOL)) {
            boolean block = target instanceof If || target instanceof Block;
            if (block && tokens.atLineStart()) {
                break;
            }
            @Nullable Expression longer = postfix(start, target);
            if (longer == null) {
                break;
            }
            target = longer;
            tokens.raise();
        }
        return target;
    }

    private @Nullable Expression postfix(int start, Expression target) throws SyntaxAbandoned {
        return switch (tokens.token().text()) {
            case "." -> member(start, target, false);
            case "->" -> member(start, target, true);
            case "[" -> index(start, target);
            case "++", "--" -> {
                Token symbol = tokens.next();
                yield step(start, target, tokens.span(symbol), symbol.is("++"), false);
            }
            default -> null;
        };
    }

    private Expression member(int start, Expression target, boolean arrow) throws SyntaxAbandoned {
        int dot = tokens.start();
        tokens.next();
        Token name = tokens.token();
        if (name.kind() == Token.Kind.WORD) {
            tokens.next();
            return new FieldAccess(tokens.since(start), target, tokens.span(name), name.text(), arrow);
        }
        if (arrow || name.kind() != Token.Kind.INTEGER) {
            throw tokens.problem("expected field name after '" + (arrow ? "->" : ".") + "'");
        }
        tokens.next();
        if (target instanceof IntegerLiteral && target.span().end() == dot && dot + 1 == name.start()) {
            tokens.problems().syntax(start, name.end(), "floating-point numbers are not supported");
        }
        long index =
                IntegerText.parse(name.text(), name.start(), tokens.problems()).orElse(0);
        if (index < 0 || index > Integer.MAX_VALUE) {
            tokens.problems().syntax(name.start(), name.end(), "tuple index is too large: " + name.text());
            index = 0;
        }
        return new TupleAccess(tokens.since(start), target, (int) index);
    }

    private Expression index(int start, Expression target) throws SyntaxAbandoned {
        tokens.next();
        List<Expression> parts = List.of(target);
        // (@m)[i] is an element of the value of @m, @m[i] one of the map.
        return recovery.bracket(
                start,
                "]",
                parts,
                () -> target instanceof MapName map && start == map.span().start()
                        ? element(start, map)
                        : element(start, target));
    }

    private MapElement element(int start, MapName map) throws SyntaxAbandoned {
        List<Expression> keys = new ArrayList<>();
        do {
            keys.add(enclosed());
        } while (tokens.accept(","));
        tokens.expect("]");
        return new MapElement(tokens.since(start), map, keys);
    }

    private Index element(int start, Expression target) throws SyntaxAbandoned {
        Expression index = enclosed();
        tokens.expect("]");
        return new Index(tokens.since(start), target, index);
    }

    /** Reads a word such as {@code sizeof}, a parenthesis and a type or expression in it. */
    TypeArgument typeArgument() throws SyntaxAbandoned {
        tokens.next();
        int start = tokens.expect("(").start();
        int depth = tokens.depth();
        try {
            TypeArgument argument = typeOrExpression();
            tokens.raise();
            tokens.expect(")");
            return argument;
        } catch (SyntaxAbandoned abandoned) {
            return recovery.behind(")", start, depth, abandoned, List.of());
        }
    }

    TypeArgument typeOrExpression() throws SyntaxAbandoned {
        return types.atTypeArgument() ? types.type() : enclosed();
    }
}
