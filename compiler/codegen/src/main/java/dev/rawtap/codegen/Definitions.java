package dev.rawtap.codegen;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operation that defines each value of a function; none for parameters. */
final class Definitions {
    private final @Nullable Operation[] operations;

    Definitions(Function function, List<Block> blocks) {
        operations = new @Nullable Operation[function.nextValue()];
        for (Block block : blocks) {
            for (Step step : block.steps()) {
                Value result = step.result();
                if (result != null) {
                    operations[result.number()] = step.operation();
                }
            }
        }
    }

    /** Values have numbers below. */
    int size() {
        return operations.length;
    }

    @Nullable
    Operation of(Value value) {
        return operations[value.number()];
    }

    /** Whether a value is a constant. */
    boolean isNumber(Value value) {
        return of(value) instanceof Operation.Constant;
    }

    /** The number that a value is. */
    long number(Value value) {
        return of(value) instanceof Operation.Constant(long number) ? number : 0;
    }
}
