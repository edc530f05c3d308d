package dev.rawtap.ir;

/**
 * Memory of one call on the stack, undefined until written. The code generator places it and lets slots that are not alive together
 * share bytes.
 *
 * @param number unique in its function
 * @param name for the reader
 * @param bytes size, at least 1
 * @param alignment 1, 2, 4 or 8
 */
public record Slot(int number, String name, int bytes, int alignment) {
    /** Rejects sizes that no stack has. */
    public Slot {
        if (bytes < 1 || (alignment != 1 && alignment != 2 && alignment != 4 && alignment != 8)) {
            throw new IllegalArgumentException("slot %s of %d bytes aligned to %d".formatted(name, bytes, alignment));
        }
    }

    @Override
    public String toString() {
        return "slot" + number;
    }
}
