package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Joins registers that would be copied into each other and are not alive together: a block's parameter with what edges give it, a result
 * with the operand that its instruction overwrites. Where the program runs most often comes first.
 */
final class Coalescing {
    private final Lifetimes lifetimes;
    private final Classes classes;
    private final BitSet spilled;

    private Coalescing(Lifetimes lifetimes, Classes classes, BitSet spilled) {
        this.lifetimes = lifetimes;
        this.classes = classes;
        this.spilled = spilled;
    }

    private record Pair(int first, int second, float frequency) {}

    /** Joins in {@code classes} and in the intervals of those that stand for their classes. */
    static void run(
            MachineFunction function, BlockOrder.Ordered order, Lifetimes lifetimes, Classes classes, BitSet spilled) {
        new Coalescing(lifetimes, classes, spilled).run(function, order);
    }

    private void run(MachineFunction function, BlockOrder.Ordered order) {
        List<Pair> pairs = new ArrayList<>();
        for (MachineBlock block : order.blocks()) {
            float frequency = lifetimes.frequency(block);
            for (Line line : block.lines) {
                pairs(function, line.instruction(), frequency, pairs);
            }
        }
        pairs.sort((one, other) -> Float.compare(other.frequency, one.frequency));
        pairs.forEach(this::join);
    }

    private static void pairs(
            MachineFunction function, MachineInstruction instruction, float frequency, List<Pair> pairs) {
        switch (instruction) {
            case MachineInstruction.Jump(int target, var arguments) -> {
                for (int i = 0; i < arguments.size(); i++) {
                    int parameter = function.blocks.get(target).parameters.get(i);
                    pair(parameter, arguments.get(i), frequency, pairs);
                }
            }
            case MachineInstruction.Move(int dst, var src, boolean late) -> {
                if (!late) {
                    pair(dst, src, frequency, pairs);
                }
            }
            case MachineInstruction.Alu alu -> pairs.add(new Pair(alu.dst(), alu.left(), frequency));
            case MachineInstruction.Negate(boolean wide, int dst, int src) -> pairs.add(new Pair(dst, src, frequency));
            case MachineInstruction.Swap(var kind, int bits, int dst, int src) ->
                pairs.add(new Pair(dst, src, frequency));
            case MachineInstruction.Atomic atomic -> {
                if (atomic.dst() != MachineInstruction.NONE) {
                    pairs.add(new Pair(atomic.dst(), atomic.src(), frequency));
                }
            }
            case MachineInstruction.Choose(int dst, var test, var whenTrue, var whenFalse) ->
                pair(dst, whenTrue, frequency, pairs);
            case MachineInstruction other -> {}
        }
    }

    private static void pair(int register, Source source, float frequency, List<Pair> pairs) {
        if (source instanceof Source.Virtual(int other)) {
            pairs.add(new Pair(register, other, frequency));
        }
    }

    private void join(Pair pair) {
        int first = classes.of(pair.first);
        int second = classes.of(pair.second);
        if (first == second || spilled.get(first) || spilled.get(second)) {
            return;
        }
        Interval one = lifetimes.intervals[first];
        Interval other = lifetimes.intervals[second];
        if (one == null || other == null || one.overlaps(other)) {
            return;
        }
        if (one.count() >= other.count()) {
            one.absorb(other);
            classes.join(first, second);
        } else {
            other.absorb(one);
            classes.join(second, first);
        }
    }
}
