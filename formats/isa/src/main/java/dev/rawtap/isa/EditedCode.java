package dev.rawtap.isa;

import java.util.List;

/**
 * Code after a {@link CodeEditor} and where everything of the old code went, so that func_info, line_info and
 * relocations can move along. Immutable.
 */
public final class EditedCode {
    private final List<Instruction> code;
    private final int[] slotOfOld;
    private final int[] entryOfOld;

    EditedCode(List<Instruction> code, int[] slotOfOld, int[] entryOfOld) {
        this.code = code;
        this.slotOfOld = slotOfOld;
        this.entryOfOld = entryOfOld;
    }

    /** The new code. */
    public List<Instruction> code() {
        return code;
    }

    /**
     * Where the instruction at {@code oldSlot} is now: for relocations and other references to the instruction itself.
     * Both slots of a 64-bit immediate load may be asked for, and the slot past the end.
     */
    public int slotOf(int oldSlot) {
        return slotOfOld[oldSlot];
    }

    /**
     * Where control arrives that is meant for the instruction at {@code oldSlot}, code inserted for arrivals included:
     * for func_info, line_info and jump tables. Slot 0 stays the program's entry.
     */
    public int entryOf(int oldSlot) {
        return entryOfOld[oldSlot];
    }
}
