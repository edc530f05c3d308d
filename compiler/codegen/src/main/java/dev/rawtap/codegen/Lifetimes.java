package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Operands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The interval of each virtual register, and the places of calls. From each use it walks back to the definition, so that the work is
 * in proportion to the ranges that come out.
 */
final class Lifetimes {
    /** By block number: the place where parameters are written, and the place past the last instruction. */
    final int[] starts;

    final int[] ends;
    final Interval[] intervals;
    private final int[] calls;
    private final MachineFunction function;
    private final BlockOrder.Ordered order;
    private final List<List<Integer>> predecessors;
    private int[] visited = new int[0];

    private Lifetimes(MachineFunction function, BlockOrder.Ordered order) {
        this.function = function;
        this.order = order;
        this.predecessors = function.predecessors();
        int blocks = function.blocks.size();
        this.starts = new int[blocks];
        this.ends = new int[blocks];
        this.intervals = new Interval[function.registers()];
        int place = 0;
        List<Integer> found = new ArrayList<>();
        for (MachineBlock block : order.blocks()) {
            starts[block.number] = place;
            for (Line line : block.lines) {
                place += Interval.STEP;
                if (line.instruction() instanceof MachineInstruction.Call) {
                    found.add(place);
                }
            }
            place += Interval.STEP;
            ends[block.number] = place;
        }
        this.calls = found.stream().mapToInt(Integer::intValue).toArray();
    }

    static Lifetimes of(MachineFunction function, BlockOrder.Ordered order) {
        var lifetimes = new Lifetimes(function, order);
        lifetimes.compute();
        return lifetimes;
    }

    /** Whether a call lies within an interval. */
    boolean crossesCall(Interval interval) {
        for (int i = 0; i < interval.count(); i++) {
            int at = Arrays.binarySearch(calls, interval.from(i) - Interval.CLOBBER);
            int next = at < 0 ? -at - 1 : at;
            if (next < calls.length && calls[next] + Interval.CLOBBER < interval.to(i)) {
                return true;
            }
        }
        return false;
    }

    /** How much an instruction in a block counts. */
    float frequency(MachineBlock block) {
        return (float) Math.pow(8, Math.min(order.depth()[block.number], 6)) * (order.cold()[block.number] ? 0.1f : 1);
    }

    /** A read of a register. */
    private record Use(int register, MachineBlock block, int place) {}

    /** Reads in order of blocks; definitions are looked up by register. */
    private void compute() {
        int[] definedAt = new int[function.registers()];
        int[] definedIn = new int[function.registers()];
        Arrays.fill(definedAt, -1);
        List<Use> uses = new ArrayList<>();
        for (int parameter : function.parameters) {
            define(definedAt, definedIn, parameter, function.blocks.getFirst(), 0);
        }
        for (MachineBlock block : order.blocks()) {
            int start = starts[block.number];
            block.parameters.forEach(parameter -> define(definedAt, definedIn, parameter, block, start));
            int[] place = {start};
            var operands = new Operands() {
                @Override
                public void use(int register, boolean late, boolean anywhere) {
                    uses.add(new Use(register, block, place[0] + (late ? Interval.WRITE + 1 : 1)));
                    weigh(register, block, anywhere ? 0.5f : 1);
                    interval(register).copies += anywhere ? 1 : 0;
                }

                @Override
                public void define(int register) {
                    Lifetimes.this.define(definedAt, definedIn, register, block, place[0] + Interval.WRITE);
                }
            };
            for (Line line : block.lines) {
                place[0] += Interval.STEP;
                line.instruction().visit(operands);
            }
        }
        uses.sort((one, other) -> Integer.compare(one.register, other.register));
        visited = new int[function.blocks.size()];
        Arrays.fill(visited, -1);
        for (Use use : uses) {
            if (definedAt[use.register] < 0) {
                throw new IllegalStateException("%s: value %%%d is used in %s and never defined"
                        .formatted(function.source.name(), use.register, use.block.label));
            }
            extend(use, definedAt[use.register], definedIn[use.register]);
        }
        for (Interval interval : intervals) {
            if (interval != null) {
                interval.close();
            }
        }
    }

    private void weigh(int register, MachineBlock block, float share) {
        Interval interval = interval(register);
        interval.weight += frequency(block) * share;
        interval.uses++;
    }

    private void define(int[] definedAt, int[] definedIn, int register, MachineBlock block, int place) {
        definedAt[register] = place;
        definedIn[register] = block.number;
        interval(register).add(place, place + 1);
        weigh(register, block, 1);
    }

    private Interval interval(int register) {
        Interval interval = intervals[register];
        if (interval == null) {
            interval = new Interval(register);
            intervals[register] = interval;
        }
        return interval;
    }

    private void extend(Use use, int definedAt, int definedIn) {
        Interval interval = interval(use.register);
        if (use.block.number == definedIn && use.place > definedAt) {
            interval.add(definedAt, use.place);
            return;
        }
        interval.add(starts[use.block.number], use.place);
        Deque<Integer> open = new ArrayDeque<>(predecessors.get(use.block.number));
        while (!open.isEmpty()) {
            int block = open.pop();
            if (visited[block] == use.register || ends[block] == 0) {
                continue;
            }
            visited[block] = use.register;
            if (block == definedIn) {
                interval.add(definedAt, ends[block]);
            } else {
                interval.add(starts[block], ends[block]);
                predecessors.get(block).forEach(open::push);
            }
        }
    }
}
