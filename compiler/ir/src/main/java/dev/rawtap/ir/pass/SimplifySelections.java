package dev.rawtap.ir.pass;

import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import org.jspecify.annotations.Nullable;

/** {@code select c, x, x  =>  x}, {@code select c, 1, 0  =>  c} where c is 0 or 1, and selections by a constant or by an opposite. */
final class SimplifySelections implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        if (!(operation instanceof Operation.Select(var condition, var whenTrue, var whenFalse))) {
            return null;
        }
        if (whenTrue.equals(whenFalse)) {
            return new Rewrite.Same(whenTrue);
        }
        Boolean holds = KnownBits.decide(Condition.NE, facts.bits(condition), KnownBits.of(0));
        if (holds != null) {
            return new Rewrite.Same(holds ? whenTrue : whenFalse);
        }
        if (facts.is(whenTrue, 1)
                && facts.is(whenFalse, 0)
                && facts.bits(condition).largest() == 1) {
            return new Rewrite.Same(condition);
        }
        if (facts.is(whenTrue, 0) && facts.is(whenFalse, 1)) {
            return new Rewrite.Becomes(new Operation.Compare(Condition.EQ, condition, facts.number(0)));
        }
        if (facts.of(condition) instanceof Operation.Compare(var test, var left, var right) && facts.is(right, 0)) {
            if (test == Condition.NE && left.type().equals(condition.type())) {
                return new Rewrite.Becomes(new Operation.Select(left, whenTrue, whenFalse));
            }
            if (test == Condition.EQ && left.type().equals(condition.type())) {
                return new Rewrite.Becomes(new Operation.Select(left, whenFalse, whenTrue));
            }
        }
        return null;
    }
}
