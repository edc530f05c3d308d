package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.BooleanLiteral;
import dev.rawtap.script.syntax.Expression.Call;
import dev.rawtap.script.syntax.Expression.Identifier;
import dev.rawtap.script.syntax.Expression.If;
import dev.rawtap.script.syntax.Expression.IntegerLiteral;
import dev.rawtap.script.syntax.Expression.MapName;
import dev.rawtap.script.syntax.Expression.Missing;
import dev.rawtap.script.syntax.Expression.OffsetOf;
import dev.rawtap.script.syntax.Expression.PositionalCount;
import dev.rawtap.script.syntax.Expression.PositionalParameter;
import dev.rawtap.script.syntax.Expression.RecordField;
import dev.rawtap.script.syntax.Expression.RecordLiteral;
import dev.rawtap.script.syntax.Expression.SizeOf;
import dev.rawtap.script.syntax.Expression.StringLiteral;
import dev.rawtap.script.syntax.Expression.Tuple;
import dev.rawtap.script.syntax.Expression.TypeInfo;
import dev.rawtap.script.syntax.Expression.TypeValue;
import dev.rawtap.script.syntax.Expression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads literals, names, calls, and what stands in brackets of its own. */
final class PrimaryParser {
    /** What ends an expression that is not there. */
    private static final Set<String> CLOSING = Set.of(")", "]", "}", ";", ",");

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final TypeParser types;

    PrimaryParser(TokenStream tokens, ExpressionParser expressions, TypeParser types) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.types = types;
    }

    Expression primary() throws SyntaxAbandoned {
        Token token = tokens.token();
        return switch (token.kind()) {
            case WORD -> word(token);
            case INTEGER -> integer();
            case STRING -> {
                tokens.next();
                yield tokens.lexer().isUnclosed(token)
                        ? unclosed(token)
                        : new StringLiteral(tokens.span(token), token.text());
            }
            case VARIABLE -> {
                tokens.next();
                yield new Variable(tokens.span(token), token.text());
            }
            case MAP -> {
                tokens.next();
                yield new MapName(tokens.span(token), token.text());
            }
            case PARAMETER -> positional();
            case PARAMETER_COUNT -> {
                tokens.next();
                yield new PositionalCount(tokens.span(token));
            }
            case SYMBOL -> symbol(token);
            case WRONG -> throw tokens.problem("expected expression");
            case END -> missing();
        };
    }

    private Expression symbol(Token token) throws SyntaxAbandoned {
        if (token.is("(")) {
            return parenthesis();
        }
        if (token.is("{")) {
            return expressions.statements().block(true);
        }
        if (CLOSING.contains(token.text())) {
            return missing();
        }
        throw token.is("+")
                ? tokens.problem("expected expression", "there is no unary '+'")
                : tokens.problem("expected expression");
    }

    /** A string that took what follows it with it. */
    private Missing unclosed(Token string) {
        expressions.recovery().passDefinition(string.start() + 1, tokens.lexer().lineEnd(string.end()));
        return new Missing(tokens.span(string), List.of());
    }

    /** Nothing, where an expression has to be, before what goes on behind it. */
    private Missing missing() {
        tokens.problem("expected expression");
        return new Missing(tokens.source().span(tokens.start(), tokens.start()), List.of());
    }

    private Expression integer() {
        Token token = tokens.next();
        OptionalLong value = IntegerText.parse(token.text(), token.start(), tokens.problems());
        return value.isEmpty()
                ? new Missing(tokens.span(token), List.of())
                : new IntegerLiteral(tokens.span(token), value.getAsLong(), token.text());
    }

    private Expression positional() {
        Token token = tokens.next();
        int number = ParameterNumber.parse(token.text());
        if (number == 0) {
            tokens.problems().syntax(token.start(), token.end(), ParameterNumber.outOfRange(token.text()));
        }
        return new PositionalParameter(tokens.span(token), Math.max(1, number));
    }

    private Expression word(Token token) throws SyntaxAbandoned {
        boolean called = tokens.peek().is("(");
        return switch (token.text()) {
            case "true", "false" -> {
                tokens.next();
                yield new BooleanLiteral(tokens.span(token), token.isWord("true"));
            }
            case "if" -> ifElse();
            case "sizeof" -> {
                TypeArgument argument = expressions.typeArgument();
                yield new SizeOf(tokens.since(token.start()), argument);
            }
            case "typeinfo" -> {
                TypeArgument argument = expressions.typeArgument();
                yield new TypeInfo(tokens.since(token.start()), argument);
            }
            case "offsetof" -> offsetOf(token.start());
            case "typeof" -> called ? typeValue(token.start()) : name();
            default -> called ? call() : name();
        };
    }

    private Expression name() {
        Token token = tokens.next();
        return new Identifier(tokens.span(token), token.text());
    }

    private Expression typeValue(int start) throws SyntaxAbandoned {
        TypeName.TypeOf type = types.typeOf();
        return new TypeValue(tokens.since(start), type);
    }

    private Expression call() throws SyntaxAbandoned {
        Token name = tokens.next();
        tokens.next();
        List<Expression> arguments = new ArrayList<>();
        return expressions.recovery().bracket(name.start(), ")", arguments, () -> call(name, arguments));
    }

    private Call call(Token name, List<Expression> arguments) throws SyntaxAbandoned {
        if (!tokens.at(")")) {
            do {
                arguments.add(expressions.enclosed());
            } while (tokens.accept(","));
        }
        tokens.expect(")", tokens.at("=") ? new String[] {"compare with '=='"} : new String[0]);
        tokens.raise();
        return new Call(tokens.since(name.start()), tokens.span(name), name.text(), arguments);
    }

    private Expression offsetOf(int start) throws SyntaxAbandoned {
        tokens.next();
        tokens.expect("(");
        TypeArgument argument = expressions.typeOrExpression();
        tokens.expect(",", "offsetof(struct s, field)");
        List<String> path = new ArrayList<>();
        do {
            path.add(tokens.expect(Token.Kind.WORD, "field name").text());
        } while (tokens.accept("."));
        tokens.expect(")");
        tokens.raise();
        return new OffsetOf(tokens.since(start), argument, path);
    }

    /** Reads {@code (e)}, which leaves no node of its own, a tuple, or a record. */
    private Expression parenthesis() throws SyntaxAbandoned {
        int start = tokens.next().start();
        List<Expression> elements = new ArrayList<>();
        return expressions.recovery().bracket(start, ")", elements, () -> parenthesis(start, elements));
    }

    private Expression parenthesis(int start, List<Expression> elements) throws SyntaxAbandoned {
        if (tokens.accept(")")) {
            return new Tuple(tokens.since(start), List.of());
        }
        if (tokens.at(Token.Kind.WORD) && tokens.peek().is("=")) {
            return recordLiteral(start, elements);
        }
        Expression first = expressions.enclosed();
        elements.add(first);
        if (!tokens.at(",")) {
            String[] hints = tokens.at("=") ? new String[] {"compare with '=='"} : new String[0];
            tokens.expect(")", hints);
            return first;
        }
        while (tokens.accept(",") && !tokens.at(")")) {
            elements.add(expressions.enclosed());
        }
        tokens.expect(")");
        tokens.raise();
        return new Tuple(tokens.since(start), elements);
    }

    private Expression recordLiteral(int start, List<Expression> values) throws SyntaxAbandoned {
        List<RecordField> fields = new ArrayList<>();
        do {
            Token name = tokens.expect(Token.Kind.WORD, "identifier", "all fields of a record have names: (a=1, b=2)");
            tokens.expect("=", "all fields of a record have names: (a=1, b=2)");
            Expression value = expressions.enclosed();
            values.add(value);
            if (fields.stream().anyMatch(field -> field.name().equals(name.text()))) {
                String message = "Named argument list already contains name: " + name.text();
                tokens.problems().syntax(name.start(), tokens.previousEnd(), message);
            }
            fields.add(new RecordField(tokens.since(name.start()), name.text(), value));
        } while (tokens.accept(","));
        tokens.expect(")");
        tokens.raise();
        return new RecordLiteral(tokens.since(start), fields);
    }

    private Expression ifElse() throws SyntaxAbandoned {
        tokens.enter();
        int start = tokens.next().start();
        Expression condition = expressions.condition();
        boolean braced = tokens.at("{");
        if (!braced) {
            tokens.problem("expected '{'", "the body of 'if' needs braces");
        }
        StatementParser statements = expressions.statements();
        Block then = braced ? statements.block(true) : statements.single();
        @Nullable Expression otherwise = null;
        if (tokens.atWord("else")) {
            tokens.next();
            if (tokens.atWord("if")) {
                otherwise = ifElse();
            } else if (tokens.at("{")) {
                otherwise = statements.block(true);
            } else {
                tokens.problem("expected '{' or 'if' after 'else'");
                otherwise = statements.single();
            }
        }
        tokens.raise();
        tokens.leave();
        return new If(tokens.since(start), condition, then, otherwise);
    }
}
