package dev.rawtap.base;

import org.jspecify.annotations.Nullable;

/** What this machine does not have or does not allow: an older kernel, a missing capability, no BTF. */
public final class UnsupportedException extends RawtapException {
    private static final long serialVersionUID = 1L;

    /** Says what is missing, such as {@code "ring buffer not supported (requires >= 5.8, host is 5.4)"}. */
    public UnsupportedException(String message, @Nullable String hint) {
        super(message, hint, null);
    }

    @Override
    public int exitCode() {
        return EXIT_NOT_ALLOWED;
    }
}
