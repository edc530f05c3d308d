package dev.rawtap.syscall;

/**
 * A register and where the kernel keeps it while it serves a system call.
 *
 * @param name the machine's name, such as {@code r10} or {@code x0}
 * @param field the member of {@code struct pt_regs}, such as {@code r10} or {@code regs[1]}
 * @param offset bytes from the start of {@code struct pt_regs}
 */
public record Register(String name, String field, int offset) {
    /** Rejects an offset that no 64-bit register can have. */
    public Register {
        if (offset < 0 || offset % Long.BYTES != 0) {
            throw new IllegalArgumentException("offset " + offset + " of " + field);
        }
    }

    /** Such as {@code r10 (pt_regs.r10, offset 56)}. */
    @Override
    public String toString() {
        return name + " (pt_regs." + field + ", offset " + offset + ")";
    }
}
