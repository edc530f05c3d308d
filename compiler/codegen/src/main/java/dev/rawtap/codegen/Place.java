package dev.rawtap.codegen;

import dev.rawtap.ir.Slot;
import org.jspecify.annotations.Nullable;

/**
 * What a memory access names.
 *
 * @param base a virtual register, unless {@code slot} is given
 * @param slot a slot of the stack, or null
 * @param offset bytes from either
 */
record Place(int base, @Nullable Slot slot, int offset) {
    static final int NO_BASE = -1;

    static Place of(int base, int offset) {
        return new Place(base, null, offset);
    }

    static Place of(Slot slot, int offset) {
        return new Place(NO_BASE, slot, offset);
    }

    Place plus(int bytes) {
        return new Place(base, slot, offset + bytes);
    }

    Place withBase(int other) {
        return slot == null ? new Place(other, null, offset) : this;
    }
}
