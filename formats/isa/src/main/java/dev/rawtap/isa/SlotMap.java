package dev.rawtap.isa;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where the instructions of a list lie. Jumps, line_info, func_info and the verifier count 8-byte slots; a list counts
 * instructions, and {@link Instruction.LoadImmediate64} takes two slots. Immutable.
 */
public final class SlotMap {
    private final int[] slotOfIndex;

    private SlotMap(int[] slotOfIndex) {
        this.slotOfIndex = slotOfIndex;
    }

    /** The places of these instructions. */
    public static SlotMap of(List<? extends Instruction> code) {
        int[] slots = new int[code.size() + 1];
        for (int i = 0; i < code.size(); i++) {
            slots[i + 1] = slots[i] + code.get(i).slots();
        }
        return new SlotMap(slots);
    }

    /** Number of instructions. */
    public int instructions() {
        return slotOfIndex.length - 1;
    }

    /** Number of slots, also the slot just past the end. */
    public int slots() {
        return slotOfIndex[slotOfIndex.length - 1];
    }

    /** First slot of the instruction at {@code index}; of the index just past the end, {@link #slots()}. */
    public int slotOf(int index) {
        return slotOfIndex[index];
    }

    /**
     * Index of the instruction whose first slot this is, or the number of instructions for the slot just past the end;
     * empty for the second slot of a load and for slots outside.
     */
    public OptionalInt indexOf(int slot) {
        int index = Arrays.binarySearch(slotOfIndex, slot);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** Index of the instruction that covers {@code slot}, first or second, 0 to {@link #slots()} - 1. */
    public int indexCovering(int slot) {
        if (slot < 0 || slot >= slots()) {
            throw new IndexOutOfBoundsException("slot %d of %d".formatted(slot, slots()));
        }
        int index = Arrays.binarySearch(slotOfIndex, slot);
        return index < 0 ? -index - 2 : index;
    }
}
