package dev.rawtap.ir;

import dev.rawtap.base.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function: a program that the kernel enters, or one that others call.
 *
 * @param name unique in its module; a C identifier
 * @param kind who enters it
 * @param parameters at most five; a program has one, its context
 * @param slots its memory on the stack
 * @param blocks the first is the entry; it has no parameters and no edge leads to it
 * @param source where the user wrote it, or null
 */
public record Function(
        String name,
        Kind kind,
        List<Value> parameters,
        List<Slot> slots,
        List<Block> blocks,
        @Nullable Span source) {
    /** Copies the lists. */
    public Function {
        parameters = List.copyOf(parameters);
        slots = List.copyOf(slots);
        blocks = List.copyOf(blocks);
    }

    /** Who enters a function. */
    public enum Kind {
        /** The kernel, when the event happens. */
        PROGRAM,
        /** Other functions of the module, by {@link Operation.CallFunction}. */
        SUBPROGRAM,
        /** A helper such as {@code bpf_loop}, through {@link Operation.FunctionAddress}. */
        CALLBACK
    }

    /** The same function with other blocks. */
    public Function withBlocks(List<Block> other) {
        return new Function(name, kind, parameters, slots, other, source);
    }

    /** The same function with other slots and blocks. */
    public Function with(List<Slot> otherSlots, List<Block> otherBlocks) {
        return new Function(name, kind, parameters, otherSlots, otherBlocks, source);
    }

    /** The smallest number that no value of this function has. */
    public int nextValue() {
        int next = 0;
        for (Value parameter : parameters) {
            next = Math.max(next, parameter.number() + 1);
        }
        for (Block block : blocks) {
            for (Value parameter : block.parameters()) {
                next = Math.max(next, parameter.number() + 1);
            }
            for (Step step : block.steps()) {
                Value result = step.result();
                next = result == null ? next : Math.max(next, result.number() + 1);
            }
        }
        return next;
    }
}
