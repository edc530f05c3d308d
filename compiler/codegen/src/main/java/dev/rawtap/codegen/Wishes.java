package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which machine register saves a copy for a class of virtual registers: those of arguments and results, and those of its neighbours. */
final class Wishes {
    private static final int REGISTERS = 10;

    private final Classes classes;
    private final Lifetimes lifetimes;
    private final Map<Integer, float[]> fixed = new HashMap<>();
    private final Map<Integer, List<Neighbour>> neighbours = new HashMap<>();

    private record Neighbour(int other, float weight) {}

    private Wishes(Classes classes, Lifetimes lifetimes) {
        this.classes = classes;
        this.lifetimes = lifetimes;
    }

    static Wishes of(MachineFunction function, BlockOrder.Ordered order, Lifetimes lifetimes, Classes classes) {
        var wishes = new Wishes(classes, lifetimes);
        for (int i = 0; i < function.parameters.size(); i++) {
            wishes.wish(function.parameters.get(i), i + 1, 1);
        }
        for (MachineBlock block : order.blocks()) {
            for (Line line : block.lines) {
                wishes.add(function, line.instruction(), lifetimes.frequency(block));
            }
        }
        return wishes;
    }

    private void add(MachineFunction function, MachineInstruction instruction, float weight) {
        switch (instruction) {
            case MachineInstruction.Call(var callee, var arguments, int result) -> {
                for (int i = 0; i < arguments.size(); i++) {
                    wish(arguments.get(i), i + 1, weight);
                }
                if (result != MachineInstruction.NONE) {
                    wish(result, 0, weight);
                }
            }
            case MachineInstruction.Return(var value) -> wish(value, 0, weight);
            case MachineInstruction.Jump(int target, var arguments) -> {
                for (int i = 0; i < arguments.size(); i++) {
                    if (arguments.get(i) instanceof Source.Virtual(int argument)) {
                        link(function.blocks.get(target).parameters.get(i), argument, weight);
                    }
                }
            }
            case MachineInstruction.Move(int dst, var src, boolean late) -> {
                if (!late && src instanceof Source.Virtual(int register)) {
                    link(dst, register, weight);
                }
            }
            case MachineInstruction.Alu alu -> link(alu.dst(), alu.left(), weight);
            case MachineInstruction.Choose(int dst, var test, var whenTrue, var whenFalse) -> {
                if (whenTrue instanceof Source.Virtual(int register)) {
                    link(dst, register, weight);
                }
            }
            case MachineInstruction other -> {}
        }
    }

    private void wish(Source source, int register, float weight) {
        if (source instanceof Source.Virtual(int virtual)) {
            wish(virtual, register, weight);
        }
    }

    private void wish(int virtual, int register, float weight) {
        fixed.computeIfAbsent(classes.of(virtual), _ -> new float[REGISTERS])[register] += weight;
    }

    private void link(int one, int other, float weight) {
        int first = classes.of(one);
        int second = classes.of(other);
        if (first != second) {
            neighbours.computeIfAbsent(first, _ -> new ArrayList<>()).add(new Neighbour(second, weight));
            neighbours.computeIfAbsent(second, _ -> new ArrayList<>()).add(new Neighbour(first, weight));
        }
    }

    /** What each machine register is worth to a class, given what has been assigned. */
    float[] scores(int virtual, int[] assigned) {
        float[] scores = fixed.getOrDefault(virtual, new float[REGISTERS]).clone();
        for (Neighbour neighbour : neighbours.getOrDefault(virtual, List.of())) {
            int register = assigned[neighbour.other];
            if (register >= 0) {
                scores[register] += neighbour.weight;
            } else {
                // Not assigned yet: it will ask for what it wishes itself.
                float[] its = fixed.get(neighbour.other);
                for (int i = 0; its != null && i < REGISTERS; i++) {
                    scores[i] += Math.min(its[i], neighbour.weight) / 2;
                }
            }
        }
        return scores;
    }

    /** The one machine register that a class wishes for without regard to others, or -1. */
    int favourite(int virtual) {
        float[] scores = fixed.get(virtual);
        int best = -1;
        for (int i = 0; scores != null && i < REGISTERS; i++) {
            if (scores[i] > 0 && (best < 0 || scores[i] > scores[best])) {
                best = i;
            }
        }
        return best >= 0 && best < 6 && crosses(virtual) ? -1 : best;
    }

    private boolean crosses(int virtual) {
        Interval interval = lifetimes.intervals[virtual];
        return interval != null && lifetimes.crossesCall(interval);
    }
}
