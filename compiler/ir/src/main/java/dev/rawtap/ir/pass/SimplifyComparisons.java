package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import org.jspecify.annotations.Nullable;

/** Comparisons of comparisons with 0 and 1, of a value with itself, and of {@code x ^ y} or {@code x - y} with 0. */
final class SimplifyComparisons implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        if (operation instanceof Operation.Compare(var condition, var left, var right)) {
            return compare(condition, left, right, facts);
        }
        return operation instanceof Operation.Binary(var operator, var left, var right)
                        && operator == BinaryOperator.XOR
                        && facts.is(right, 1)
                ? negated(left, facts)
                : null;
    }

    private static @Nullable Rewrite compare(Condition condition, Value left, Value right, Facts facts) {
        Boolean same = left.equals(right) ? Conditions.ofEqual(condition) : null;
        if (same != null) {
            return new Rewrite.Same(facts.number(same ? 1 : 0));
        }
        boolean signedBelow =
                facts.bits(left).nonNegative() && facts.bits(right).nonNegative();
        if (condition.signed() && signedBelow) {
            return new Rewrite.Becomes(new Operation.Compare(Conditions.unsigned(condition), left, right));
        }
        boolean equality = condition == Condition.EQ || condition == Condition.NE;
        boolean bit = facts.bits(left).largest() == 1;
        if (equality && bit && (facts.is(right, 0) || facts.is(right, 1))) {
            boolean asIs = (condition == Condition.NE) == facts.is(right, 0);
            return asIs ? new Rewrite.Same(left) : negated(left, facts);
        }
        return null;
    }

    /** The opposite of a comparison, when an instruction tests it. */
    private static @Nullable Rewrite negated(Value bit, Facts facts) {
        if (facts.of(bit) instanceof Operation.Compare(var condition, var left, var right)) {
            Condition opposite = Conditions.opposite(condition);
            return opposite == null ? null : new Rewrite.Becomes(new Operation.Compare(opposite, left, right));
        }
        return null;
    }
}
