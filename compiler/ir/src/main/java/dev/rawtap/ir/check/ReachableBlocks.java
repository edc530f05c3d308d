package dev.rawtap.ir.check;

import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;

/** The entry reaches every block: the kernel refuses instructions that nothing reaches. */
final class ReachableBlocks implements Check {
    @Override
    public void check(Function function, ControlFlow flow) {
        for (int block = 0; block < flow.size(); block++) {
            if (!flow.reached(block)) {
                throw new BrokenFunctionException("nothing reaches %s"
                        .formatted(function.blocks().get(block).label()));
            }
        }
    }
}
