package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.Expression.AddressOf;
import dev.rawtap.script.syntax.Expression.Binary;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.BooleanLiteral;
import dev.rawtap.script.syntax.Expression.Call;
import dev.rawtap.script.syntax.Expression.Cast;
import dev.rawtap.script.syntax.Expression.Comptime;
import dev.rawtap.script.syntax.Expression.Elvis;
import dev.rawtap.script.syntax.Expression.FieldAccess;
import dev.rawtap.script.syntax.Expression.Identifier;
import dev.rawtap.script.syntax.Expression.If;
import dev.rawtap.script.syntax.Expression.Index;
import dev.rawtap.script.syntax.Expression.IntegerLiteral;
import dev.rawtap.script.syntax.Expression.MapElement;
import dev.rawtap.script.syntax.Expression.MapName;
import dev.rawtap.script.syntax.Expression.Missing;
import dev.rawtap.script.syntax.Expression.OffsetOf;
import dev.rawtap.script.syntax.Expression.PositionalCount;
import dev.rawtap.script.syntax.Expression.PositionalParameter;
import dev.rawtap.script.syntax.Expression.RecordLiteral;
import dev.rawtap.script.syntax.Expression.SizeOf;
import dev.rawtap.script.syntax.Expression.Step;
import dev.rawtap.script.syntax.Expression.StringLiteral;
import dev.rawtap.script.syntax.Expression.Ternary;
import dev.rawtap.script.syntax.Expression.Tuple;
import dev.rawtap.script.syntax.Expression.TupleAccess;
import dev.rawtap.script.syntax.Expression.TypeInfo;
import dev.rawtap.script.syntax.Expression.TypeValue;
import dev.rawtap.script.syntax.Expression.Unary;
import dev.rawtap.script.syntax.Expression.Variable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Expressions to text, with the parentheses that the grammar demands and those that mixed operators deserve.
 *
 * @param blocks writes a block whose first line begins where the expression has come to
 */
record ExpressionPrinter(Function<Expression, String> blocks) {
    String text(Expression expression) {
        return switch (expression) {
            case IntegerLiteral literal -> literal.text();
            case StringLiteral literal -> StringText.quote(literal.value());
            case BooleanLiteral literal -> Boolean.toString(literal.value());
            case Identifier identifier -> identifier.name();
            case Variable variable -> variable.name();
            case MapName map -> map.name();
            case MapElement element -> element.map().name() + "[" + list(element.keys()) + "]";
            case PositionalParameter parameter -> "$" + parameter.number();
            case PositionalCount count -> "$#";
            case Call call -> call.name() + "(" + list(call.arguments()) + ")";
            case Unary unary -> unary(unary);
            case AddressOf address -> "&" + text(address.operand());
            case Step step -> step.prefix() ? step.symbol() + text(step.target()) : text(step.target()) + step.symbol();
            case Binary binary -> binary(binary);
            case Ternary ternary ->
                "%s ? %s : %s"
                        .formatted(
                                inConditional(ternary.condition()),
                                inConditional(ternary.whenTrue()),
                                inConditional(ternary.whenFalse()));
            case Elvis elvis -> inConditional(elvis.condition()) + " ?: " + inConditional(elvis.whenFalse());
            case FieldAccess field -> target(field.target()) + (field.arrow() ? "->" : ".") + field.field();
            case TupleAccess access -> target(access.target()) + "." + access.index();
            case Index index -> indexed(index.target()) + "[" + text(index.index()) + "]";
            case Cast cast -> "(" + TypePrinter.text(cast.type(), this) + ")" + operand(cast.operand());
            case Tuple tuple ->
                tuple.elements().size() == 1
                        ? "(" + text(tuple.elements().getFirst()) + ",)"
                        : "(" + list(tuple.elements()) + ")";
            case RecordLiteral literal -> record(literal);
            case SizeOf size -> "sizeof(" + argument(size.argument()) + ")";
            case OffsetOf offset ->
                "offsetof(" + argument(offset.argument()) + ", " + String.join(".", offset.path()) + ")";
            case TypeInfo info -> "typeinfo(" + argument(info.argument()) + ")";
            case TypeValue value -> TypePrinter.text(value.type(), this);
            case Missing missing -> missing.span().text();
            case Comptime comptime -> "comptime " + operand(comptime.operand());
            case Block block -> blocks.apply(block);
            case If conditional -> blocks.apply(conditional);
        };
    }

    String argument(TypeArgument argument) {
        return switch (argument) {
            case TypeName type -> TypePrinter.text(type, this);
            case Expression expression -> text(expression);
        };
    }

    /** A condition of {@code if} and {@code while}: in parentheses unless it is simple, as bpftrace wants it. */
    String condition(Expression condition) {
        boolean simple = condition instanceof IntegerLiteral
                || condition instanceof Comptime
                || condition instanceof Unary
                || condition instanceof Cast;
        return simple ? text(condition) : target(condition);
    }

    /** A bound of a range. */
    String bound(Expression bound) {
        boolean simple = bound instanceof IntegerLiteral
                || bound instanceof Variable
                || bound instanceof Identifier
                || bound instanceof Call
                || bound instanceof PositionalParameter
                || bound instanceof MapElement
                || bound instanceof SizeOf;
        return simple ? text(bound) : parenthesized(bound);
    }

    private String list(List<Expression> expressions) {
        return expressions.stream().map(this::text).collect(Collectors.joining(", "));
    }

    private String record(RecordLiteral literal) {
        return literal.fields().stream()
                .map(field -> field.name() + "=" + text(field.value()))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private String unary(Unary unary) {
        String operand = operand(unary.operand());
        boolean merges = unary.operator() == UnaryOperator.NEGATE && operand.startsWith("-");
        return unary.operator().symbol() + (merges ? "(" + operand + ")" : operand);
    }

    /** What a prefix operator or a cast applies to. */
    private String operand(Expression operand) {
        return switch (operand) {
            case Binary binary -> parenthesized(binary);
            case Ternary ternary -> parenthesized(ternary);
            case Elvis elvis -> parenthesized(elvis);
            case If conditional -> parenthesized(conditional);
            case Block block -> parenthesized(block);
            default -> text(operand);
        };
    }

    /** What a field or an element is taken of. */
    private String target(Expression target) {
        return switch (target) {
            case Unary unary -> parenthesized(unary);
            case AddressOf address -> parenthesized(address);
            case Step step -> parenthesized(step);
            case Cast cast -> parenthesized(cast);
            case Comptime comptime -> parenthesized(comptime);
            case IntegerLiteral literal -> parenthesized(literal);
            default -> operand(target);
        };
    }

    /** Without parentheses, an element of a map's value would be one of the map. */
    private String indexed(Expression target) {
        return target instanceof MapName ? parenthesized(target) : target(target);
    }

    private String inConditional(Expression part) {
        return part instanceof Ternary || part instanceof Elvis ? parenthesized(part) : text(part);
    }

    private String parenthesized(Expression expression) {
        return "(" + text(expression) + ")";
    }

    private String binary(Binary binary) {
        return "%s %s %s"
                .formatted(
                        side(binary.left(), binary.operator(), false),
                        binary.operator().symbol(),
                        side(binary.right(), binary.operator(), true));
    }

    private String side(Expression side, BinaryOperator outer, boolean right) {
        return side instanceof Binary inner
                ? needsParentheses(inner.operator(), outer, right) ? parenthesized(inner) : text(inner)
                : operand(side);
    }

    /** Whether an operation within another is in parentheses: where it has to be, and where few know that it has not. */
    private static boolean needsParentheses(BinaryOperator inner, BinaryOperator outer, boolean right) {
        if (inner.precedence() <= outer.precedence()) {
            return right || inner.precedence() < outer.precedence() || inner.isComparison();
        }
        boolean arithmetic = inner.precedence() >= BinaryOperator.ADD.precedence();
        return outer.isLogical()
                ? inner.isLogical()
                : !(arithmetic && (outer.isComparison() || outer.precedence() == BinaryOperator.ADD.precedence()));
    }
}
