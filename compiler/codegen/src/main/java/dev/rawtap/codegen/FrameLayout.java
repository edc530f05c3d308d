package dev.rawtap.codegen;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.ir.Slot;
import java.util.HashMap;
import java.util.Map;

/** Where slots and registers on the stack lie below the frame pointer. */
final class FrameLayout {
    /** Bytes that the kernel allows. */
    static final int LIMIT = 512;

    private final Map<Integer, Integer> slots = new HashMap<>();
    private final Map<Integer, Integer> registers = new HashMap<>();
    private int size;

    static FrameLayout of(MachineFunction function, Allocated allocated) {
        var frame = new FrameLayout();
        for (Slot slot : function.source.slots()) {
            frame.slots.put(slot.number(), frame.place(slot.bytes(), slot.alignment()));
        }
        for (int register : allocated.onStack()) {
            frame.registers.put(register, frame.place(Long.BYTES, Long.BYTES));
        }
        if (frame.size > LIMIT) {
            throw new UnsupportedException(
                    "function '%s' needs %d bytes of stack".formatted(function.source.name(), frame.size),
                    "a BPF program has 512");
        }
        return frame;
    }

    private int place(int bytes, int alignment) {
        size = (size + bytes + alignment - 1) / alignment * alignment;
        return -size;
    }

    /** The offset of a slot from the frame pointer. */
    int offset(Slot slot) {
        return slots.getOrDefault(slot.number(), 0);
    }

    /** The offset of a register on the stack. */
    int offset(int register) {
        return registers.getOrDefault(register, 0);
    }

    /** Where nothing lies, for an instant. */
    int spare() {
        Integer known = registers.get(-1);
        if (known == null) {
            known = place(Long.BYTES, Long.BYTES);
            registers.put(-1, known);
        }
        return known;
    }
}
