package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A branch whose two ways lead to one block, with constants that differ in one place, is a selection: the same instructions, but a block
 * less, so that what follows is seen together with what comes before. With values that are not constants it would not pay: BPF has no
 * conditional move, and a bound that was tested could be lost.
 *
 * <pre>
 * branch %1 &lt; %2, join(%3), join(%4)   =>   %5 = compare %1 &lt; %2
 *                                              %6 = select %5, %3, %4
 *                                              jump join(%6)
 * </pre>
 */
final class SelectConstants implements Pass {
    @Override
    public String name() {
        return "select-constants";
    }

    @Override
    public Function run(Function function) {
        var definitions = new Definitions(function);
        var blocks = new ArrayList<Block>(function.blocks().size());
        int next = function.nextValue();
        boolean changed = false;
        for (Block block : function.blocks()) {
            Block selecting =
                    block.end() instanceof Terminator.Branch branch ? select(block, branch, definitions, next) : null;
            if (selecting != null) {
                next += 2;
                changed = true;
            }
            blocks.add(selecting == null ? block : selecting);
        }
        return changed ? function.withBlocks(blocks) : function;
    }

    private static @Nullable Block select(Block block, Terminator.Branch branch, Definitions definitions, int next) {
        int place = difference(branch.whenTrue(), branch.whenFalse());
        if (place < 0) {
            return null;
        }
        Value whenTrue = branch.whenTrue().arguments().get(place);
        Value whenFalse = branch.whenFalse().arguments().get(place);
        if (!definitions.isConstant(whenTrue)
                || !definitions.isConstant(whenFalse)
                || !(whenTrue.type() instanceof Type.Scalar)) {
            return null;
        }
        Value test = new Value(next, Type.SCALAR);
        Value selected = new Value(next + 1, Type.SCALAR);
        var steps = new ArrayList<>(block.steps());
        var compare = new Operation.Compare(branch.condition(), branch.left(), branch.right());
        steps.add(new Step(test, compare, block.endSource()));
        steps.add(new Step(selected, new Operation.Select(test, whenTrue, whenFalse), block.endSource()));
        var arguments = new ArrayList<>(branch.whenTrue().arguments());
        arguments.set(place, selected);
        return block.withSteps(steps)
                .withEnd(new Terminator.Jump(new Edge(branch.whenTrue().label(), arguments)));
    }

    /** The only place in which the arguments of two edges to one block differ, else -1. */
    private static int difference(Edge one, Edge other) {
        if (!one.label().equals(other.label())) {
            return -1;
        }
        int found = -1;
        for (int i = 0; i < one.arguments().size(); i++) {
            if (!one.arguments().get(i).equals(other.arguments().get(i))) {
                if (found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
    }
}
