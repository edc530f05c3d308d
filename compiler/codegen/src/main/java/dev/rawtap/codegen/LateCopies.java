package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Operands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arguments and results of calls come in registers that the next call clobbers. What must outlive that call is copied as late as can be,
 * right before it: ways that leave before need no copy, and a kept register is taken for a shorter time.
 */
final class LateCopies {
    private final MachineFunction function;
    private final Lifetimes lifetimes;
    private final List<List<Integer>> predecessors;
    private final Map<Integer, Split> splits = new HashMap<>();
    private final Map<Integer, List<Integer>> copies = new HashMap<>();

    private LateCopies(MachineFunction function, BlockOrder.Ordered order) {
        this.function = function;
        this.lifetimes = Lifetimes.of(function, order);
        this.predecessors = function.predecessors();
    }

    /**
     * Where a register is copied.
     *
     * @param copy the register that has the value from there on
     * @param block the block
     * @param index the instruction before which it happens
     * @param before blocks in which the value is still where it came, up to an index
     */
    private record Split(int copy, int block, int index, Map<Integer, Integer> before) {}

    static void run(MachineFunction function, BlockOrder.Ordered order) {
        new LateCopies(function, order).run(order);
    }

    private void run(BlockOrder.Ordered order) {
        function.parameters.forEach(parameter -> split(parameter, function.blocks.getFirst(), 0));
        for (MachineBlock block : order.blocks()) {
            for (int i = 0; i < block.lines.size(); i++) {
                if (block.lines.get(i).instruction() instanceof MachineInstruction.Call call
                        && call.result() != MachineInstruction.NONE) {
                    split(call.result(), block, i + 1);
                }
            }
        }
        if (!splits.isEmpty()) {
            order.blocks().forEach(this::rewrite);
        }
    }

    /** Follows the only way on which the value is alive, to the call that it must outlive. */
    private void split(int register, MachineBlock definition, int first) {
        Interval interval = lifetimes.intervals[register];
        if (interval == null || !lifetimes.crossesCall(interval)) {
            return;
        }
        Map<Integer, Integer> before = new HashMap<>();
        MachineBlock block = definition;
        int index = first;
        while (true) {
            int call = crossedCall(block, index, interval);
            MachineBlock next = call < 0 ? onlyLivingSuccessor(block, interval) : null;
            if (next == null || before.containsKey(next.number)) {
                int at = call < 0 ? block.lines.size() - 1 : call;
                if (call >= 0 || !before.isEmpty()) {
                    before.put(block.number, at);
                    splits.put(register, new Split(function.newRegister(), block.number, at, before));
                    copies.computeIfAbsent(block.number, _ -> new ArrayList<>()).add(register);
                }
                return;
            }
            before.put(block.number, block.lines.size());
            block = next;
            index = 0;
        }
    }

    private int crossedCall(MachineBlock block, int from, Interval interval) {
        for (int i = from; i < block.lines.size(); i++) {
            int place = lifetimes.starts[block.number] + Interval.STEP * (i + 1);
            if (block.lines.get(i).instruction() instanceof MachineInstruction.Call
                    && interval.covers(place + Interval.CLOBBER)) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable MachineBlock onlyLivingSuccessor(MachineBlock block, Interval interval) {
        MachineBlock only = null;
        for (int successor : block.successors()) {
            if (interval.covers(lifetimes.starts[successor])) {
                if (only != null || predecessors.get(successor).size() > 1) {
                    return null;
                }
                only = function.blocks.get(successor);
            }
        }
        return usedByEnd(block, interval.register) ? null : only;
    }

    /** An argument of a jump is no longer alive in the block that it is given to. */
    private static boolean usedByEnd(MachineBlock block, int register) {
        return block.end() instanceof MachineInstruction.Jump jump
                && jump.arguments().stream().anyMatch(argument -> MachineInstruction.isRegister(argument, register));
    }

    private void rewrite(MachineBlock block) {
        List<Integer> here = copies.getOrDefault(block.number, List.of());
        List<Line> written = new ArrayList<>(block.lines.size() + here.size());
        for (int i = 0; i < block.lines.size(); i++) {
            Line line = block.lines.get(i);
            int index = i;
            for (int register : here) {
                Split split = splits.get(register);
                if (split != null && split.index == index) {
                    Source from = new Source.Virtual(register);
                    written.add(new Line(new MachineInstruction.Move(split.copy, from, true), line.source()));
                }
            }
            written.add(touches(line.instruction()) ? renamed(line, block, index) : line);
        }
        block.lines = written;
    }

    private Line renamed(Line line, MachineBlock block, int index) {
        MachineInstruction renamed = line.instruction()
                .rewrite(register -> renamed(register, block, index), register -> register)
                .substitute(source -> source instanceof Source.Virtual(int register)
                        ? new Source.Virtual(renamed(register, block, index))
                        : source);
        return new Line(renamed, line.source());
    }

    private boolean touches(MachineInstruction instruction) {
        boolean[] touches = new boolean[1];
        instruction.visit(new Operands() {
            @Override
            public void use(int register, boolean late, boolean anywhere) {
                touches[0] |= splits.containsKey(register);
            }

            @Override
            public void define(int register) {}
        });
        return touches[0];
    }

    /** The call before which it is copied still takes its arguments from where they came. */
    private int renamed(int register, MachineBlock block, int index) {
        Split split = splits.get(register);
        if (split == null) {
            return register;
        }
        Integer limit = split.before.get(block.number);
        boolean early = limit != null && (index < limit || (index == limit && block.number == split.block));
        return early ? register : split.copy;
    }
}
