package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values that others take the place of. The definitions of the replaced ones stay for whoever removes them. */
final class Substitution {
    private @Nullable Value[] replacements;
    private boolean empty = true;

    Substitution(int values) {
        replacements = new @Nullable Value[values];
    }

    boolean isEmpty() {
        return empty;
    }

    void put(Value value, Value replacement) {
        if (value.number() >= replacements.length) {
            replacements = Arrays.copyOf(replacements, Math.max(value.number() + 1, 2 * replacements.length));
        }
        replacements[value.number()] = replacement;
        empty = false;
    }

    /** What stands for a value now, through chains of replacements. */
    Value of(Value value) {
        Value last = value;
        for (Value next = direct(last); next != null; next = direct(last)) {
            last = next;
        }
        Value direct = direct(value);
        if (direct != null && !direct.equals(last)) {
            replacements[value.number()] = last;
        }
        return last;
    }

    boolean replaces(Value value) {
        return direct(value) != null;
    }

    Operation apply(Operation operation) {
        for (Value operand : operation.operands()) {
            if (replaces(operand)) {
                return operation.map(this::of);
            }
        }
        return operation;
    }

    Step apply(Step step) {
        Operation changed = apply(step.operation());
        return changed.equals(step.operation()) ? step : step.with(changed);
    }

    Terminator apply(Terminator end) {
        return empty ? end : end.map(this::of, edge -> edge);
    }

    Block apply(Block block) {
        if (empty) {
            return block;
        }
        var steps = new ArrayList<Step>(block.steps().size());
        block.steps().forEach(step -> steps.add(apply(step)));
        return new Block(block.label(), block.parameters(), steps, apply(block.end()), block.endSource());
    }

    Function apply(Function function) {
        if (empty) {
            return function;
        }
        List<Block> blocks = new ArrayList<>(function.blocks().size());
        function.blocks().forEach(block -> blocks.add(apply(block)));
        return function.withBlocks(blocks);
    }

    private @Nullable Value direct(Value value) {
        return value.number() < replacements.length ? replacements[value.number()] : null;
    }
}
