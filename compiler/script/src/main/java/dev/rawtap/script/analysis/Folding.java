package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.BinaryOperator;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.math.BigInteger;
import java.util.Optional;

/** Arithmetic of literals: without bounds, and then the smallest type that holds the result. */
final class Folding {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Folding() {}

    /** The value that a constant means. */
    static BigInteger value(TypedExpression.Constant constant) {
        boolean signed =
                Conversions.number(constant.type()).map(ScriptType.Int::signed).orElse(true);
        return signed || constant.value() >= 0
                ? BigInteger.valueOf(constant.value())
                : BigInteger.valueOf(constant.value()).add(BigInteger.ONE.shiftLeft(64));
    }

    static boolean compare(BinaryOperator operator, TypedExpression.Constant a, TypedExpression.Constant b) {
        int order = value(a).compareTo(value(b));
        return switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case OR,
                    XOR,
                    AND,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    ADD,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    REMAINDER,
                    LOGICAL_OR,
                    LOGICAL_AND -> throw new IllegalArgumentException(operator.symbol());
        };
    }

    /** The result; empty if no type holds it. */
    static Optional<TypedExpression> fold(
            BinaryOperator operator, TypedExpression.Constant left, TypedExpression.Constant right, Span at) {
        BigInteger a = value(left);
        BigInteger b = value(right);
        boolean divides = operator == BinaryOperator.DIVIDE || operator == BinaryOperator.REMAINDER;
        boolean shifts = operator == BinaryOperator.SHIFT_LEFT || operator == BinaryOperator.SHIFT_RIGHT;
        if ((divides && b.signum() == 0) || (shifts && (b.signum() < 0 || b.bitLength() > 6))) {
            return Optional.empty();
        }
        BigInteger result = switch (operator) {
            case OR -> a.or(b);
            case XOR -> a.xor(b);
            case AND -> a.and(b);
            case SHIFT_LEFT -> a.shiftLeft(b.intValueExact());
            case SHIFT_RIGHT -> a.shiftRight(b.intValueExact());
            case ADD -> a.add(b);
            case SUBTRACT -> a.subtract(b);
            case MULTIPLY -> a.multiply(b);
            case DIVIDE -> a.divide(b);
            case REMAINDER -> a.remainder(b);
            case EQUAL, NOT_EQUAL, LESS, GREATER, LESS_OR_EQUAL, GREATER_OR_EQUAL, LOGICAL_OR, LOGICAL_AND ->
                throw new IllegalArgumentException(operator.symbol());
        };
        if (result.compareTo(LEAST) < 0 || result.compareTo(MOST) > 0) {
            return Optional.empty();
        }
        long value = result.longValue();
        return Optional.of(result.signum() < 0 ? Literals.signed(value, at) : Literals.integer(value, at));
    }
}
