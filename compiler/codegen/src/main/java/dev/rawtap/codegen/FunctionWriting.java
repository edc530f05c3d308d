package dev.rawtap.codegen;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.Span;
import dev.rawtap.codegen.ProgramAssembly.Written;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Slot;
import dev.rawtap.object.Target;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes one function: selection, order, registers, frame, instructions; again with slots in scratch memory if the frame is too large. */
final class FunctionWriting {
    /** Of a per-CPU array (kernel/bpf/arraymap.c, PCPU_MIN_UNIT_SIZE, 5.8 to 6.18). */
    private static final int LARGEST_VALUE = 32 << 10;

    private final Function function;
    private final Target target;
    private final boolean resultMatters;
    private final int limit;

    /**
     * Of one function.
     *
     * @param resultMatters whether anyone looks at what it returns
     * @param limit bytes that its frame may have
     */
    FunctionWriting(Function function, Target target, boolean resultMatters, int limit) {
        this.function = function;
        this.target = target;
        this.resultMatters = resultMatters;
        this.limit = limit;
    }

    /**
     * Writes it.
     *
     * @param program number of the program that it is written for: its entry in scratch memory
     * @param start bytes of the entry that other functions have taken
     */
    Written write(int program, int start) {
        List<Slot> largest = function.slots().stream()
                .sorted(Comparator.comparingInt(Slot::bytes).reversed())
                .toList();
        if (!largest.isEmpty() && largest.getFirst().bytes() > LARGEST_VALUE) {
            // Without code that fills all of it.
            throw tooLarge(
                    largest.getFirst().bytes(),
                    " for '%s'".formatted(largest.getFirst().name()));
        }
        Map<Slot, Integer> offsets = Map.of();
        int scratch = 0;
        StackUse use = null;
        for (int moved = 1; ; moved *= 2) {
            MachineFunction machine = Selection.select(function, target, resultMatters);
            if (!offsets.isEmpty()) {
                var end = resultMatters
                        ? new MachineInstruction.Return(new Source.Constant(0))
                        : new MachineInstruction.Leave();
                ScratchMemory.use(machine, offsets, program, end);
            }
            SharedEnds.run(machine);
            ThreadedTests.run(machine);
            BlockOrder.Ordered order = BlockOrder.of(machine);
            LateCopies.run(machine, order);
            Allocated allocated = Allocation.allocate(machine, order);
            FrameLayout frame = FrameLayout.of(machine, allocated);
            Code code = Emission.write(machine, order.blocks(), allocated, frame);
            if (frame.size() <= limit) {
                return new Written(function, code, frame.size(), scratch);
            }
            if (offsets.size() == largest.size()) {
                throw tooLarge(frame.size(), "");
            }
            List<Slot> chosen = largest.subList(0, Math.min(moved, largest.size()));
            // Of the first attempt, in which all slots are on the stack.
            use = use == null ? StackUse.of(machine, allocated) : use;
            FrameLayout layout = FrameLayout.ofSlots(chosen, use);
            offsets = offsets(chosen, layout, start);
            scratch = (layout.size() + Long.BYTES - 1) & -Long.BYTES;
            if (start + scratch > LARGEST_VALUE) {
                throw tooLarge(frame.size(), "");
            }
        }
    }

    /** The layout goes down from a frame pointer, here it goes up. */
    private static Map<Slot, Integer> offsets(List<Slot> slots, FrameLayout layout, int start) {
        Map<Slot, Integer> offsets = new HashMap<>();
        int end = (layout.size() + Long.BYTES - 1) & -Long.BYTES;
        for (Slot slot : slots) {
            if (layout.has(slot)) {
                offsets.put(slot, start + end + layout.offset(slot));
            } else {
                offsets.put(slot, start);
            }
        }
        return offsets;
    }

    private InvalidInputException tooLarge(int bytes, String what) {
        Span source = function.source();
        return new InvalidInputException(
                "%sfunction '%s' needs %d bytes of memory%s"
                        .formatted(source == null ? "" : source + ": ", function.name(), bytes, what),
                "the stack has %d, and a per-CPU value %d: use fewer or shorter strings and buffers"
                        .formatted(limit, LARGEST_VALUE));
    }
}
