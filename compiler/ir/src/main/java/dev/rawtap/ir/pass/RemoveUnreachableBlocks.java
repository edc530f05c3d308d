package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import java.util.ArrayList;

/** Removes blocks that nothing reaches, and puts the others in an order in which definitions come before uses. */
final class RemoveUnreachableBlocks implements Pass {
    @Override
    public String name() {
        return "remove-unreachable-blocks";
    }

    @Override
    public Function run(Function function) {
        int[] order = new ControlFlow(function).reversePostorder();
        var blocks = new ArrayList<Block>(order.length);
        boolean same = order.length == function.blocks().size();
        for (int i = 0; i < order.length; i++) {
            blocks.add(function.blocks().get(order[i]));
            same &= order[i] == i;
        }
        return same ? function : function.withBlocks(blocks);
    }
}
