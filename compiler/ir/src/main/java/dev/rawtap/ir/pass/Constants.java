package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The constants of a function: what can be made again at any place, so that it matters nothing where it is defined. They stand at the
 * beginning of the entry, each once, where every pass finds them; the code generator makes them where they are used.
 */
final class Constants {
    private record Key(Operation operation, Type type) {}

    private final Map<Key, Value> known = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Step> added = new ArrayList<>();
    private int next;

    /** Finds those at the beginning of the entry. */
    Constants(Function function) {
        next = function.nextValue();
        for (Step step : function.blocks().getFirst().steps()) {
            Value result = step.result();
            if (result == null || !isConstant(step.operation())) {
                break;
            }
            known.putIfAbsent(new Key(step.operation(), result.type()), result);
            steps.add(step);
        }
    }

    static boolean isConstant(Operation operation) {
        return switch (operation) {
            case Operation.Constant _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _ -> true;
            case Operation.Binary _,
                    Operation.Compare _,
                    Operation.Select _,
                    Operation.Extend _,
                    Operation.ByteSwap _,
                    Operation.Load _,
                    Operation.Store _,
                    Operation.Atomic _,
                    Operation.Read _,
                    Operation.Fill _,
                    Operation.StoreBytes _,
                    Operation.Copy _,
                    Operation.CallHelper _,
                    Operation.CallFunction _,
                    Operation.CallKernelFunction _ -> false;
        };
    }

    /** How many stand at the beginning of the entry. */
    int leading() {
        return steps.size();
    }

    /** A number. */
    Value number(long number) {
        return of(new Operation.Constant(number), Type.SCALAR);
    }

    /** The value of a constant operation. */
    Value of(Operation operation, Type type) {
        return known.computeIfAbsent(new Key(operation, type), key -> {
            Value value = newValue(type);
            added.add(new Step(value, operation, null));
            return value;
        });
    }

    /** A value with a number of its own, to be defined by the caller. */
    Value newValue(Type type) {
        return new Value(next++, type);
    }

    /** The entry with what was added. */
    Block complete(Block entry) {
        if (added.isEmpty()) {
            return entry;
        }
        var all = new ArrayList<>(added);
        all.addAll(entry.steps());
        return entry.withSteps(all);
    }

    /** Blocks, the first of which gets what was added. */
    List<Block> complete(List<Block> blocks) {
        if (added.isEmpty()) {
            return blocks;
        }
        var all = new ArrayList<>(blocks);
        all.set(0, complete(blocks.getFirst()));
        return all;
    }
}
