package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/** {@code x * 8  =>  x << 3}, {@code x u/ 8  =>  x u>> 3}, {@code x u% 8  =>  x & 7}. */
final class ReplacePowersOfTwo implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        if (!(operation instanceof Operation.Binary(var operator, var left, var right)) || !facts.isConstant(right)) {
            return null;
        }
        long number = facts.constant(right);
        if (Long.bitCount(number) != 1) {
            return null;
        }
        int count = Long.numberOfTrailingZeros(number);
        return switch (operator) {
            case MULTIPLY -> becomes(BinaryOperator.SHIFT_LEFT, left, facts.number(count));
            case DIVIDE -> becomes(BinaryOperator.SHIFT_RIGHT, left, facts.number(count));
            case REMAINDER -> becomes(BinaryOperator.AND, left, facts.number(number - 1));
            case ADD,
                    SUBTRACT,
                    SIGNED_DIVIDE,
                    SIGNED_REMAINDER,
                    AND,
                    OR,
                    XOR,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    SIGNED_SHIFT_RIGHT -> null;
        };
    }

    private static Rewrite becomes(BinaryOperator operator, Value left, Value right) {
        return new Rewrite.Becomes(new Operation.Binary(operator, left, right));
    }
}
