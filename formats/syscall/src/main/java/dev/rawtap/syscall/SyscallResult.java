package dev.rawtap.syscall;

import dev.rawtap.base.Errno;
import java.util.Optional;

/**
 * What a system call returned: -4095 to -1 are an error number negated, anything else is the result, also where it is
 * an address with the top bit set. At sys_exit 512 to 516 are seen too (ERESTARTSYS and the like): the call was
 * interrupted and the caller will see EINTR or a restart.
 *
 * @param value the result, or -1 with an error
 * @param error why it failed
 */
public record SyscallResult(long value, Optional<Errno> error) {
    private static final long MAX_ERRNO = 4095;

    /** What the result register means at exit; the upper half counts for nothing with a 32-bit caller. */
    public static SyscallResult of(Architecture architecture, long register) {
        long value = architecture.is32Bit() ? (int) register : register;
        if (value < 0 && value >= -MAX_ERRNO) {
            return new SyscallResult(-1, Optional.of(new Errno((int) -value)));
        }
        return new SyscallResult(
                architecture.is32Bit() ? Integer.toUnsignedLong((int) register) : register, Optional.empty());
    }

    /** Such as {@code 3} or {@code -1 ENOENT}. */
    @Override
    public String toString() {
        return error.map(errno -> "-1 " + errno.name()).orElseGet(() -> Long.toString(value));
    }
}
