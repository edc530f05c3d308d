package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code (x + 3) + 4  =>  x + 7}, and so for the other operators that allow it. Only where nothing else uses the inner result: it may have
 * been compared with a bound, and the kernel's verifier would not carry that over to a sum that is made of {@code x} anew.
 */
final class CombineConstants implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        if (!(operation instanceof Operation.Binary(var operator, var left, var right))
                || !facts.isConstant(right)
                || !(facts.of(left) instanceof Operation.Binary(var inner, var first, var second))
                || inner != operator
                || !facts.isConstant(second)
                || !facts.usedOnce(left)) {
            return null;
        }
        Long constant = combine(operator, facts.constant(second), facts.constant(right));
        return constant == null
                ? null
                : new Rewrite.Becomes(new Operation.Binary(operator, first, facts.number(constant)));
    }

    private static @Nullable Long combine(BinaryOperator operator, long inner, long outer) {
        return switch (operator) {
            case ADD, MULTIPLY, AND, OR, XOR -> operator.apply(inner, outer);
            case SHIFT_LEFT, SHIFT_RIGHT, SIGNED_SHIFT_RIGHT -> {
                long count = (inner & 63) + (outer & 63);
                yield count < 64 ? count : null;
            }
            case SUBTRACT, DIVIDE, REMAINDER, SIGNED_DIVIDE, SIGNED_REMAINDER -> null;
        };
    }
}
