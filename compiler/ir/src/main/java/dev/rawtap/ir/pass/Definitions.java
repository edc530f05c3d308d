package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The operation that defines each value of a function; none for parameters. */
final class Definitions {
    private @Nullable Operation[] operations;

    Definitions(Function function) {
        operations = new @Nullable Operation[function.nextValue()];
        for (Block block : function.blocks()) {
            for (Step step : block.steps()) {
                Value result = step.result();
                if (result != null) {
                    operations[result.number()] = step.operation();
                }
            }
        }
    }

    @Nullable
    Operation of(Value value) {
        return value.number() < operations.length ? operations[value.number()] : null;
    }

    void put(Value value, Operation operation) {
        if (value.number() >= operations.length) {
            operations = Arrays.copyOf(operations, Math.max(value.number() + 1, 2 * operations.length));
        }
        operations[value.number()] = operation;
    }

    boolean isConstant(Value value) {
        return of(value) instanceof Operation.Constant;
    }

    /** The number that a value is; 0 for others. */
    long constant(Value value) {
        return of(value) instanceof Operation.Constant(long number) ? number : 0;
    }

    boolean is(Value value, long number) {
        return of(value) instanceof Operation.Constant(long constant) && constant == number;
    }
}
