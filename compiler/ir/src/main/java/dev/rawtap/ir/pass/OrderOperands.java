package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/** Constants go to the right, and {@code x - 5  =>  x + -5}: fewer forms for the other rules, and the immediate of an instruction is right. */
final class OrderOperands implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        if (operation instanceof Operation.Binary(var operator, var left, var right)) {
            boolean scalars = left.type() instanceof Type.Scalar && right.type() instanceof Type.Scalar;
            if (operator.commutative() && scalars && facts.isConstant(left) && !facts.isConstant(right)) {
                return new Rewrite.Becomes(new Operation.Binary(operator, right, left));
            }
            if (operator == BinaryOperator.SUBTRACT && facts.isConstant(right) && !facts.isConstant(left)) {
                Value negative = facts.number(-facts.constant(right));
                return new Rewrite.Becomes(new Operation.Binary(BinaryOperator.ADD, left, negative));
            }
        }
        if (operation instanceof Operation.Compare(var condition, var left, var right)
                && facts.isConstant(left)
                && !facts.isConstant(right)) {
            return new Rewrite.Becomes(
                    new Operation.Compare(Conditions.turned(condition), /* left= */ right, /* right= */ left));
        }
        return null;
    }
}
