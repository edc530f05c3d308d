package dev.rawtap.isa;

import dev.rawtap.base.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Places instructions whose targets are known as indices into the same list, and fills in their offsets. What 16 bits
 * cannot reach is widened or refused.
 */
final class Layout {
    /** Target of an instruction that refers to no other. */
    static final int NO_TARGET = -1;

    private static final int FAR_BRANCH_SLOTS = 3;

    private final List<Instruction> items;
    private final int[] targets;
    private final LongJumps longJumps;
    private final boolean[] far;

    private Layout(List<Instruction> items, int[] targets, LongJumps longJumps) {
        this.items = items;
        this.targets = targets;
        this.longJumps = longJumps;
        this.far = new boolean[items.size()];
    }

    /**
     * Finished code.
     *
     * @param slots first slot of each item, and the slot past the end
     */
    record Placed(List<Instruction> code, int[] slots) {}

    /**
     * Places {@code items}. {@code targets} holds for each item the index that it refers to, which may be the size of
     * the list, or {@link #NO_TARGET}.
     */
    static Placed place(List<Instruction> items, int[] targets, LongJumps longJumps) {
        var layout = new Layout(items, targets, longJumps);
        int[] slots = layout.slots();
        while (layout.widen(slots)) {
            slots = layout.slots();
        }
        return new Placed(layout.emit(slots), slots);
    }

    /** The indices that the offsets of {@code code} refer to, as {@link #place} wants them. */
    static int[] targets(List<Instruction> code) {
        var map = SlotMap.of(code);
        int[] targets = new int[code.size()];
        Arrays.setAll(targets, i -> target(code.get(i), map, map.slotOf(i)));
        return targets;
    }

    /** The index that the offset of {@code instruction}, at {@code slot}, refers to. */
    static int target(Instruction instruction, SlotMap map, int slot) {
        OptionalInt offset = Targets.offsetOf(instruction);
        if (offset.isEmpty()) {
            return NO_TARGET;
        }
        long target = slot + 1L + offset.getAsInt();
        var index = target == (int) target ? map.indexOf((int) target) : OptionalInt.empty();
        return index.orElseThrow(() -> new InvalidInputException(
                "'%s' at slot %d refers to slot %d of %d"
                        .formatted(InstructionText.of(instruction), slot, target, map.slots()),
                target > 0 && target < map.slots()
                        ? "that is the second half of a 64-bit immediate load"
                        : "offsets count from the next instruction"));
    }

    private int[] slots() {
        int[] slots = new int[items.size() + 1];
        for (int i = 0; i < items.size(); i++) {
            slots[i + 1] = slots[i] + (far[i] ? FAR_BRANCH_SLOTS : items.get(i).slots());
        }
        return slots;
    }

    /** Marks branches out of reach; widening one may put others out of reach, so the caller repeats. */
    private boolean widen(int[] slots) {
        boolean changed = false;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == NO_TARGET || far[i] || Targets.fits(items.get(i), offset(i, slots))) {
                continue;
            }
            if (longJumps == LongJumps.REFUSED) {
                throw outOfReach(i, slots);
            }
            // A short goto becomes a gotol of the same length when it is written.
            far[i] = !(items.get(i) instanceof Instruction.Jump);
            changed |= far[i];
        }
        return changed;
    }

    private int offset(int item, int[] slots) {
        return slots[targets[item]] - slots[item] - 1;
    }

    private List<Instruction> emit(int[] slots) {
        var code = new ArrayList<Instruction>(slots[slots.length - 1]);
        for (int i = 0; i < targets.length; i++) {
            var item = items.get(i);
            if (targets[i] == NO_TARGET) {
                code.add(item);
            } else if (far[i]) {
                code.add(Targets.withOffset(item, 1));
                code.add(new Instruction.Jump(1, false));
                code.add(new Instruction.Jump(offset(i, slots) - (FAR_BRANCH_SLOTS - 1), true));
            } else if (!Targets.fits(item, offset(i, slots))) {
                code.add(new Instruction.Jump(offset(i, slots), true));
            } else {
                code.add(Targets.withOffset(item, offset(i, slots)));
            }
        }
        return List.copyOf(code);
    }

    private InvalidInputException outOfReach(int item, int[] slots) {
        return new InvalidInputException(
                "jump from slot %d to slot %d is past 16 bits".formatted(slots[item], slots[targets[item]]),
                "allow long jumps (gotol, Linux 6.6 and later) or split the program");
    }
}
