package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Test;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way that brings a number to a block which only tests it goes on to where the test leads, if that place does not want the number. So
 * the value of a missing map entry, 0, which is tested next, costs nothing.
 */
final class ThreadedTests {
    private final MachineFunction function;
    private @Nullable Lifetimes lifetimes;

    private ThreadedTests(MachineFunction function) {
        this.function = function;
    }

    static void run(MachineFunction function) {
        function.blocks.forEach(new ThreadedTests(function)::block);
    }

    private void block(MachineBlock block) {
        if (!(block.end() instanceof MachineInstruction.Jump(int target, var arguments)) || arguments.isEmpty()) {
            return;
        }
        MachineBlock tested = function.blocks.get(target);
        if (tested.lines.size() != 1
                || !(tested.end() instanceof MachineInstruction.Branch branch)
                || !(branch.test().right() instanceof Source.Constant(long right))) {
            return;
        }
        int index = tested.parameters.indexOf(branch.test().left());
        if (index < 0 || !(arguments.get(index) instanceof Source.Constant(long left))) {
            return;
        }
        int next = holds(branch.test(), left, right) ? branch.whenTrue() : branch.whenFalse();
        if (wants(next, tested.parameters)) {
            return;
        }
        Line end = new Line(
                new MachineInstruction.Jump(next, List.of()),
                block.lines.getLast().source());
        block.lines.set(block.lines.size() - 1, end);
    }

    /** Whether a block needs what the tested block's parameters are, or has parameters itself. */
    private boolean wants(int block, List<Integer> parameters) {
        Lifetimes known = lifetimes;
        if (known == null) {
            known = Lifetimes.of(function, BlockOrder.of(function));
            lifetimes = known;
        }
        int start = known.starts[block];
        for (int parameter : parameters) {
            Interval interval = known.intervals[parameter];
            if (interval != null && interval.covers(start)) {
                return true;
            }
        }
        return !function.blocks.get(block).parameters.isEmpty();
    }

    private static boolean holds(Test test, long left, long right) {
        long one = test.wide() ? left : left & 0xffffffffL;
        long other = test.wide() ? right : right & 0xffffffffL;
        long signedOne = test.wide() ? left : (int) left;
        long signedOther = test.wide() ? right : (int) right;
        return switch (test.condition()) {
            case EQ -> one == other;
            case NE -> one != other;
            case SET -> (one & other) != 0;
            case GT -> Long.compareUnsigned(one, other) > 0;
            case GE -> Long.compareUnsigned(one, other) >= 0;
            case LT -> Long.compareUnsigned(one, other) < 0;
            case LE -> Long.compareUnsigned(one, other) <= 0;
            case SGT -> signedOne > signedOther;
            case SGE -> signedOne >= signedOther;
            case SLT -> signedOne < signedOther;
            case SLE -> signedOne <= signedOther;
        };
    }
}
