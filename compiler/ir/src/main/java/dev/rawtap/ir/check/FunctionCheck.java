package dev.rawtap.ir.check;

import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.IrPrinter;
import java.util.List;

/** Whether a function is whole. Run between passes by tests and on request. */
public final class FunctionCheck {
    /** What {@link UniqueDefinitions} has not approved has no graph; what the others look at, it has. */
    private static final List<Check> CHECKS =
            List.of(new ReachableBlocks(), new DominatedUses(), new OperandTypes(), new NullChecks());

    private FunctionCheck() {}

    /**
     * Runs all checks.
     *
     * @throws BrokenFunctionException for the first that fails, with the printed function
     */
    public static void check(Function function) {
        try {
            UniqueDefinitions.check(function);
            var flow = new ControlFlow(function);
            for (Check check : CHECKS) {
                check.check(function, flow);
            }
        } catch (BrokenFunctionException broken) {
            throw new BrokenFunctionException(
                    "%s in function\n%s".formatted(broken.getMessage(), IrPrinter.print(function)));
        }
    }
}
