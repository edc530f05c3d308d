package dev.rawtap.ir.pass;

import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import org.jspecify.annotations.Nullable;

/** A branch or switch whose way is known becomes a jump; so does one whose ways are one. Comparisons lose signs that are always 0. */
final class FoldBranches implements EndRule {
    @Override
    public @Nullable Terminator apply(Terminator end, Facts facts) {
        return switch (end) {
            case Terminator.Branch branch -> branch(branch, facts);
            case Terminator.Switch(var value, var cases, var otherwise)
            when facts.isConstant(value) -> {
                long number = facts.constant(value);
                Edge target = cases.stream()
                        .filter(one -> one.number() == number)
                        .map(Terminator.Case::target)
                        .findFirst()
                        .orElse(otherwise);
                yield new Terminator.Jump(target);
            }
            case Terminator.MayGoto(var next, var exhausted) when next.equals(exhausted) -> new Terminator.Jump(next);
            case Terminator.Switch _, Terminator.MayGoto _, Terminator.Jump _, Terminator.Return _ -> null;
        };
    }

    private static @Nullable Terminator branch(Terminator.Branch branch, Facts facts) {
        if (branch.whenTrue().equals(branch.whenFalse())) {
            return new Terminator.Jump(branch.whenTrue());
        }
        Boolean holds = branch.left().equals(branch.right())
                ? Conditions.ofEqual(branch.condition())
                : KnownBits.decide(branch.condition(), facts.bits(branch.left()), facts.bits(branch.right()));
        if (holds != null) {
            return new Terminator.Jump(holds ? branch.whenTrue() : branch.whenFalse());
        }
        boolean signless = branch.condition().signed()
                && branch.left().type() instanceof Type.Scalar
                && facts.bits(branch.left()).nonNegative()
                && facts.bits(branch.right()).nonNegative();
        return signless
                ? new Terminator.Branch(
                        Conditions.unsigned(branch.condition()),
                        branch.left(),
                        branch.right(),
                        branch.whenTrue(),
                        branch.whenFalse())
                : null;
    }
}
