package dev.rawtap.kernel;

import dev.rawtap.base.Errno;

/** The errors by which bpf(2) says that a command, or a kind of map, cannot do what was asked. */
final class Unsupported {
    private Unsupported() {}

    /** EINVAL (unknown command), EOPNOTSUPP, or ENOTSUPP, the kernel-internal number that comes out of 5.10. */
    static boolean is(int result) {
        return result == -Errno.EINVAL.number()
                || result == -Errno.EOPNOTSUPP.number()
                || result == -Errno.ENOTSUPP.number();
    }
}
