package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers whose only definition makes them of nothing, such as a map's address, so that each use could do so itself. */
final class Remakes {
    /** A 64-bit immediate load, x86-64: 10 bytes; the address of a slot, a copy and an addition: 7; a copy: 3. */
    private static final int LOAD_BYTES = 10;

    private static final int SLOT_BYTES = 7;
    private static final int COPY_BYTES = 3;

    private final Map<Integer, Source> sources = new HashMap<>();

    Remakes(MachineFunction function, Classes classes) {
        int[] members = new int[function.registers()];
        for (int i = 0; i < members.length; i++) {
            members[classes.of(i)]++;
        }
        for (MachineBlock block : function.blocks) {
            for (Line line : block.lines) {
                if (line.instruction() instanceof MachineInstruction.Move(int dst, var src, boolean late)
                        && !(src instanceof Source.Virtual)
                        && classes.of(dst) == dst
                        && members[dst] == 1) {
                    sources.put(dst, src);
                }
            }
        }
    }

    /** What makes the register, or null. */
    @Nullable
    Source of(int register) {
        return sources.get(register);
    }

    /** Whether a register that can be made again is read more than once. */
    boolean isShared(Interval interval) {
        return sources.containsKey(interval.register) && interval.uses > 2;
    }

    /** Bytes that keeping it in a register saves; negative also where it would take more instructions. */
    int gain(Interval interval) {
        int reads = interval.uses - 1;
        boolean slot = sources.get(interval.register) instanceof Source.SlotPlace;
        if (2 * (reads - 1) < interval.copies) {
            return -1;
        }
        return (slot ? SLOT_BYTES : LOAD_BYTES) * (reads - 1) - COPY_BYTES * interval.copies;
    }
}
