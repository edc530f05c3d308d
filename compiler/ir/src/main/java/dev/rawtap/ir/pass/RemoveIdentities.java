package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/** {@code x + 0  =>  x}, {@code x ^ x  =>  0}, {@code x & 0  =>  0} and the like. Constants stand on the right. */
final class RemoveIdentities implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        if (!(operation instanceof Operation.Binary(var operator, var left, var right))) {
            return null;
        }
        Value same = left.equals(right) ? ofEqual(operator, left, facts) : null;
        if (same == null && facts.isConstant(right)) {
            same = ofConstant(operator, left, facts.constant(right), facts);
        }
        if (same == null && facts.is(left, 0)) {
            same = ofZero(operator, left);
        }
        return same == null ? null : new Rewrite.Same(same);
    }

    private static @Nullable Value ofEqual(BinaryOperator operator, Value value, Facts facts) {
        return switch (operator) {
            case AND, OR -> value;
            case SUBTRACT, XOR, REMAINDER, SIGNED_REMAINDER -> facts.number(0);
            case ADD, MULTIPLY, DIVIDE, SIGNED_DIVIDE, SHIFT_LEFT, SHIFT_RIGHT, SIGNED_SHIFT_RIGHT -> null;
        };
    }

    private static @Nullable Value ofConstant(BinaryOperator operator, Value left, long right, Facts facts) {
        return switch (operator) {
            case ADD, SUBTRACT, XOR -> right == 0 ? left : null;
            case OR -> right == 0 ? left : right == -1 ? facts.number(-1) : null;
            case AND -> right == -1 ? left : right == 0 ? facts.number(0) : null;
            case MULTIPLY -> right == 1 ? left : right == 0 ? facts.number(0) : null;
            case DIVIDE, SIGNED_DIVIDE -> right == 1 ? left : right == 0 ? facts.number(0) : null;
            case REMAINDER, SIGNED_REMAINDER -> right == 1 ? facts.number(0) : right == 0 ? left : null;
            case SHIFT_LEFT, SHIFT_RIGHT, SIGNED_SHIFT_RIGHT -> (right & 63) == 0 ? left : null;
        };
    }

    /** What 0 on the left gives: 0 where the right operand cannot change it. */
    private static @Nullable Value ofZero(BinaryOperator operator, Value zero) {
        return switch (operator) {
            case MULTIPLY,
                    DIVIDE,
                    REMAINDER,
                    SIGNED_DIVIDE,
                    SIGNED_REMAINDER,
                    AND,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    SIGNED_SHIFT_RIGHT -> zero;
            case ADD, SUBTRACT, OR, XOR -> null;
        };
    }
}
