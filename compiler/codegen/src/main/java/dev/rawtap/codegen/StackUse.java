package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Operands;
import dev.rawtap.ir.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From where to where each slot and each register on the stack is used, in an order of blocks in which only loops lead back. What lies
 * between two uses counts as use, and of a loop, all of it. A register that holds an address of a slot is a use of the slot; a slot whose
 * address is stored is used everywhere.
 */
final class StackUse {
    /** First and last place, inclusive. */
    record Range(int from, int to) {
        boolean overlaps(Range other) {
            return from <= other.to && other.from <= to;
        }

        Range with(int place) {
            return new Range(Math.min(from, place), Math.max(to, place));
        }

        private Range with(Range other) {
            return new Range(Math.min(from, other.from), Math.max(to, other.to));
        }
    }

    private final MachineFunction function;
    private final Allocated allocated;
    private final List<MachineBlock> order;
    private final Map<Integer, Set<Slot>> addresses = new HashMap<>();
    private final Map<Integer, Range> slots = new HashMap<>();
    private final Map<Integer, Range> registers = new HashMap<>();
    private int place;

    private StackUse(MachineFunction function, Allocated allocated) {
        this.function = function;
        this.allocated = allocated;
        this.order = reversePostorder(function);
    }

    static StackUse of(MachineFunction function, Allocated allocated) {
        var use = new StackUse(function, allocated);
        use.findAddresses();
        use.findUses();
        return use;
    }

    /** Where slots are used, by their numbers; none for a slot that is not. */
    Map<Integer, Range> slots() {
        return slots;
    }

    /** The same of classes of registers on the stack. */
    Map<Integer, Range> registers() {
        return registers;
    }

    private static List<MachineBlock> reversePostorder(MachineFunction function) {
        record Visit(int block, int[] successors, int[] next) {}
        var seen = new BitSet();
        Deque<Visit> open = new ArrayDeque<>();
        List<MachineBlock> order = new ArrayList<>();
        seen.set(0);
        open.push(new Visit(0, function.blocks.getFirst().successors(), new int[1]));
        while (!open.isEmpty()) {
            Visit visit = open.element();
            if (visit.next[0] == visit.successors.length) {
                order.add(function.blocks.get(open.pop().block));
            } else {
                int next = visit.successors[visit.next[0]++];
                if (!seen.get(next)) {
                    seen.set(next);
                    open.push(new Visit(next, function.blocks.get(next).successors(), new int[1]));
                }
            }
        }
        return order.reversed();
    }

    /** Follows addresses through copies, arithmetic and parameters until nothing new is found. */
    private void findAddresses() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (MachineBlock block : order) {
                for (Line line : block.lines) {
                    changed |= follow(line.instruction());
                }
            }
        }
    }

    private boolean follow(MachineInstruction instruction) {
        return switch (instruction) {
            case MachineInstruction.Move(int dst, var src, boolean late) -> flows(src, dst);
            case MachineInstruction.Alu(var operation, boolean wide, int dst, int left, var right) ->
                flow(List.of(new Source.Virtual(left), right), dst);
            case MachineInstruction.Choose(int dst, var test, var whenTrue, var whenFalse) ->
                flow(List.of(whenTrue, whenFalse), dst);
            case MachineInstruction.Jump(int target, var arguments) -> {
                boolean changed = false;
                for (int i = 0; i < arguments.size(); i++) {
                    changed |= flows(
                            arguments.get(i),
                            function.blocks.get(target).parameters.get(i));
                }
                yield changed;
            }
            case MachineInstruction other -> false;
        };
    }

    private boolean flow(List<Source> sources, int register) {
        boolean changed = false;
        for (Source source : sources) {
            changed |= flows(source, register);
        }
        return changed;
    }

    private boolean flows(Source source, int register) {
        Set<Slot> held = held(source);
        return !held.isEmpty()
                && addresses.computeIfAbsent(register, _ -> new HashSet<>()).addAll(held);
    }

    private Set<Slot> held(Source source) {
        return switch (source) {
            case Source.SlotPlace(var slot, int offset) -> Set.of(slot);
            case Source.Virtual(int register) -> addresses.getOrDefault(register, Set.of());
            case Source.Constant _, Source.MapItself _, Source.MapValue _, Source.FunctionItself _ -> Set.of();
        };
    }

    private void findUses() {
        int[] starts = new int[function.blocks.size()];
        List<Range> loops = new ArrayList<>();
        var operands = new Operands() {
            @Override
            public void use(int register, boolean late, boolean anywhere) {
                addresses.getOrDefault(register, Set.of()).forEach(slot -> touch(slots, slot.number(), place));
                onStack(register);
            }

            @Override
            public void define(int register) {
                onStack(register);
            }
        };
        function.parameters.forEach(this::onStack);
        for (MachineBlock block : order) {
            starts[block.number] = ++place;
            block.parameters.forEach(this::onStack);
            for (Line line : block.lines) {
                place++;
                line.instruction().visit(operands);
                direct(line.instruction());
                if (line.instruction() instanceof MachineInstruction.Jump jump) {
                    // They are written while other arguments are still read.
                    function.blocks.get(jump.target()).parameters.forEach(this::onStack);
                }
            }
            for (int successor : block.successors()) {
                if (starts[successor] != 0) {
                    loops.add(new Range(starts[successor], place));
                }
            }
        }
        List<Range> outermost = outermost(loops);
        slots.replaceAll((_, range) -> extended(range, outermost));
        registers.replaceAll((_, range) -> extended(range, outermost));
    }

    private void onStack(int register) {
        if (allocated.isOnStack(register)) {
            touch(registers, allocated.classes().of(register), place);
        }
    }

    private static void touch(Map<Integer, Range> ranges, int number, int place) {
        ranges.merge(number, new Range(place, place), (known, here) -> known.with(place));
    }

    private void touch(Source source) {
        if (source instanceof Source.SlotPlace(var slot, int offset)) {
            touch(slots, slot.number(), place);
        }
    }

    private void touch(Place place) {
        Slot slot = place.slot();
        if (slot != null) {
            touch(slots, slot.number(), this.place);
        }
    }

    /** Uses of slots that are no registers; an address that is stored may be used anywhere. */
    private void direct(MachineInstruction instruction) {
        switch (instruction) {
            case MachineInstruction.Load load -> touch(load.place());
            case MachineInstruction.Store(var size, var to, var value) -> {
                touch(to);
                for (Slot slot : held(value)) {
                    slots.put(slot.number(), new Range(0, Integer.MAX_VALUE));
                }
            }
            case MachineInstruction.Atomic atomic -> touch(atomic.place());
            case MachineInstruction.Move move -> touch(move.src());
            case MachineInstruction.Choose choose -> {
                touch(choose.whenTrue());
                touch(choose.whenFalse());
            }
            case MachineInstruction.Call call -> call.arguments().forEach(this::touch);
            case MachineInstruction.Jump jump -> jump.arguments().forEach(this::touch);
            case MachineInstruction other -> {}
        }
    }

    private static List<Range> outermost(List<Range> loops) {
        loops.sort((one, other) -> Integer.compare(one.from, other.from));
        List<Range> merged = new ArrayList<>();
        for (Range loop : loops) {
            if (!merged.isEmpty() && merged.getLast().overlaps(loop)) {
                merged.set(merged.size() - 1, merged.getLast().with(loop));
            } else {
                merged.add(loop);
            }
        }
        return merged;
    }

    /** The range with every loop that it touches. */
    private static Range extended(Range range, List<Range> outermost) {
        int low = 0;
        int high = outermost.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (outermost.get(middle).to < range.from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Range whole = range;
        for (int i = low; i < outermost.size() && outermost.get(i).overlaps(range); i++) {
            whole = whole.with(outermost.get(i));
        }
        return whole;
    }
}
