package dev.rawtap.ir.check;

import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;

/** One thing that must hold of every function. */
interface Check {
    /**
     * Looks at a function.
     *
     * @param flow its graph
     * @throws BrokenFunctionException with what does not hold and where
     */
    void check(Function function, ControlFlow flow);
}
