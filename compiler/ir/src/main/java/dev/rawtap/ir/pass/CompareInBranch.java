package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A branch tests what a comparison computed itself, so that the kernel's verifier learns from it.
 *
 * <pre>
 * %3 = compare %1 &lt; %2
 * branch %3 != 0, a, b      =>  branch %1 &lt; %2, a, b
 * %3 = %1 &amp; 4
 * branch %3 == 0, a, b      =>  branch %1 &amp; 4, b, a
 * </pre>
 */
final class CompareInBranch implements EndRule {
    @Override
    public @Nullable Terminator apply(Terminator end, Facts facts) {
        if (!(end instanceof Terminator.Branch branch)) {
            return null;
        }
        Value left = branch.left();
        Value right = branch.right();
        if (facts.isConstant(left) && !facts.isConstant(right)) {
            Condition turned = Conditions.turned(branch.condition());
            return new Terminator.Branch(
                    turned, /* left= */ right, /* right= */ left, branch.whenTrue(), branch.whenFalse());
        }
        Boolean whenHolds = whenHolds(branch, facts);
        if (whenHolds == null) {
            return null;
        }
        return switch (facts.of(branch.left())) {
            case Operation.Compare(var condition, var first, var second) ->
                branch(branch, whenHolds, condition, first, second);
            case Operation.Binary(var operator, var first, var second)
            when operator == BinaryOperator.AND && !facts.is(branch.right(), 1) && facts.usedOnce(branch.left()) ->
                branch(branch, whenHolds, Condition.SET, first, second);
            case Operation.Extend(int bits, boolean signed, var value)
            when bits < 32 && !signed && !facts.is(branch.right(), 1) && facts.usedOnce(branch.left()) ->
                branch(branch, whenHolds, Condition.SET, value, facts.number((1L << bits) - 1));
            case Operation.Binary(var operator, var first, var second)
            when (operator == BinaryOperator.XOR || operator == BinaryOperator.SUBTRACT)
                    && first.type() instanceof Type.Scalar
                    && !facts.is(branch.right(), 1) -> branch(branch, whenHolds, Condition.NE, first, second);
            case null -> null;
            case Operation _ -> null;
        };
    }

    /** For a test whether the left operand is 0: the answer when it is not. Null for other tests. */
    private static @Nullable Boolean whenHolds(Terminator.Branch branch, Facts facts) {
        boolean zero = facts.is(branch.right(), 0);
        boolean one = facts.is(branch.right(), 1) && facts.bits(branch.left()).largest() == 1;
        if (!zero && !one) {
            return null;
        }
        return switch (branch.condition()) {
            case NE -> zero;
            case EQ -> !zero;
            case GT -> zero ? Boolean.TRUE : null;
            case LE -> zero ? Boolean.FALSE : null;
            case LT -> one ? Boolean.FALSE : null;
            case GE -> one ? Boolean.TRUE : null;
            case SET, SGT, SGE, SLT, SLE -> null;
        };
    }

    private static Terminator branch(
            Terminator.Branch branch, boolean whenHolds, Condition condition, Value left, Value right) {
        return new Terminator.Branch(
                condition,
                left,
                right,
                whenHolds ? branch.whenTrue() : branch.whenFalse(),
                whenHolds ? branch.whenFalse() : branch.whenTrue());
    }
}
