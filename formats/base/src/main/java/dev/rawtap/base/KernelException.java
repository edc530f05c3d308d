package dev.rawtap.base;

import org.jspecify.annotations.Nullable;

/** A system call that failed: what was being done, to what, and the errno. */
public final class KernelException extends RawtapException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /**
     * Reads as {@code "attach raw tracepoint 'sys_entr': ENOENT"}.
     *
     * @param doing what was being done, to what
     * @param errno the kernel's answer
     * @param hint how to mend it, where something can be done; null for what is always said about this errno
     */
    public KernelException(String doing, Errno errno, @Nullable String hint) {
        super(doing + ": " + errno.name(), hint == null ? usual(errno) : hint, null);
        this.errno = errno;
    }

    /** What helps whatever was being done. */
    private static @Nullable String usual(Errno errno) {
        if (errno.equals(Errno.EMFILE)) {
            return "this process has as many files open as it may: raise the limit by ulimit -n";
        }
        if (errno.equals(Errno.EPERM)) {
            return "this process may not: run it as root; rawtap doctor says which rights are missing";
        }
        return errno.equals(Errno.ENFILE) ? "the machine has as many files open as it may: raise fs.file-max" : null;
    }

    /** The kernel's answer. */
    public Errno errno() {
        return errno;
    }

    /** {@link #EXIT_NOT_ALLOWED} for a missing permission or system call, else {@link #EXIT_MISTAKE}. */
    @Override
    public int exitCode() {
        return errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES) || errno.equals(Errno.ENOSYS)
                ? EXIT_NOT_ALLOWED
                : EXIT_MISTAKE;
    }
}
