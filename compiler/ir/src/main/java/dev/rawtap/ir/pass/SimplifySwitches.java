package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cases that go where the default goes, go; a switch of one case is a branch, and so is one whose cases are neighbouring numbers with one
 * way.
 *
 * <pre>
 * switch %1, 3: a, 4: a, 5: a, otherwise: b   =>   %2 = %1 + -3
 *                                                  branch %2 &lt; 3, a, b
 * </pre>
 */
final class SimplifySwitches implements EndRule {
    @Override
    public @Nullable Terminator apply(Terminator end, Facts facts) {
        if (!(end instanceof Terminator.Switch(var value, var cases, var otherwise))) {
            return null;
        }
        KnownBits bits = facts.bits(value);
        List<Terminator.Case> kept = cases.stream()
                .filter(one -> !one.target().equals(otherwise))
                .filter(one -> (one.number() & bits.zeros()) == 0 && (~one.number() & bits.ones()) == 0)
                .toList();
        if (kept.isEmpty()) {
            return new Terminator.Jump(otherwise);
        }
        Edge target = kept.getFirst().target();
        if (kept.size() == 1) {
            Value number = facts.number(kept.getFirst().number());
            return new Terminator.Branch(Condition.EQ, value, number, target, otherwise);
        }
        if (kept.stream().allMatch(one -> one.target().equals(target)) && neighbours(kept)) {
            return range(value, kept, otherwise, facts);
        }
        return kept.size() == cases.size() ? null : new Terminator.Switch(value, kept, otherwise);
    }

    private static boolean neighbours(List<Terminator.Case> cases) {
        long least = least(cases);
        return cases.stream().allMatch(one -> Long.compareUnsigned(one.number() - least, cases.size()) < 0);
    }

    private static long least(List<Terminator.Case> cases) {
        return cases.stream().mapToLong(Terminator.Case::number).min().orElse(0);
    }

    private static Terminator range(Value value, List<Terminator.Case> cases, Edge otherwise, Facts facts) {
        long least = least(cases);
        Value moved = least == 0
                ? value
                : facts.define(Type.SCALAR, new Operation.Binary(BinaryOperator.ADD, value, facts.number(-least)));
        return new Terminator.Branch(
                Condition.LT,
                moved,
                facts.number(cases.size()),
                cases.getFirst().target(),
                otherwise);
    }
}
