package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** A copy of some blocks with values, labels and slots of its own. What is not defined in the blocks stays as it is. */
final class BlockCopy {
    private final Set<String> labels;
    private final String suffix;
    private final Map<Value, Value> values = new HashMap<>();
    private final Map<Slot, Slot> slots;

    /**
     * Prepares a copy.
     *
     * @param blocks what is copied
     * @param suffix what makes the labels unique
     * @param number gives numbers of new values
     * @param slots slots that others take the place of
     */
    BlockCopy(List<Block> blocks, String suffix, IntSupplier number, Map<Slot, Slot> slots) {
        this.suffix = suffix;
        this.slots = slots;
        labels = blocks.stream().map(Block::label).collect(Collectors.toSet());
        for (Block block : blocks) {
            block.parameters().forEach(value -> values.put(value, new Value(number.getAsInt(), value.type())));
            for (Step step : block.steps()) {
                Value result = step.result();
                if (result != null) {
                    values.put(result, new Value(number.getAsInt(), result.type()));
                }
            }
        }
    }

    /** Says what a value from outside becomes. */
    void put(Value value, Value other) {
        values.put(value, other);
    }

    Value of(Value value) {
        return values.getOrDefault(value, value);
    }

    String label(String label) {
        return labels.contains(label) ? label + suffix : label;
    }

    /** An edge with the copy's values, into the copy where its target is copied. */
    Edge of(Edge edge) {
        return new Edge(label(edge.label()), edge.map(this::of).arguments());
    }

    Terminator of(Terminator end) {
        return end.map(this::of, edge -> new Edge(label(edge.label()), edge.arguments()));
    }

    /** The copy of a block. */
    Block of(Block block) {
        var parameters = new ArrayList<Value>();
        block.parameters().forEach(value -> parameters.add(of(value)));
        var steps = new ArrayList<Step>();
        for (Step step : block.steps()) {
            Value result = step.result();
            steps.add(new Step(result == null ? null : of(result), of(step.operation()), step.source()));
        }
        return new Block(label(block.label()), parameters, steps, of(block.end()), block.endSource());
    }

    private Operation of(Operation operation) {
        return operation instanceof Operation.SlotAddress(var slot, int offset)
                ? new Operation.SlotAddress(slots.getOrDefault(slot, slot), offset)
                : operation.map(this::of);
    }
}
