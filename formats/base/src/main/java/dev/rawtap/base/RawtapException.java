package dev.rawtap.base;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a user can read: what failed, to what, and how to mend it.
 *
 * <p>Messages are lower case, carry the value that was wrong and end without a period. Everything that leaves this
 * project's public methods because of input, the kernel or the machine is one of the permitted types; any other
 * exception is a bug.
 */
public abstract sealed class RawtapException extends RuntimeException
        permits InvalidInputException, KernelException, MalformedException, RejectedException, UnsupportedException {
    private static final long serialVersionUID = 1L;

    /** Exit status for a user's mistake: a wrong name, file or program. */
    public static final int EXIT_MISTAKE = 1;

    /** Exit status for what this machine does not allow or does not have. */
    public static final int EXIT_NOT_ALLOWED = 77;

    private final @Nullable String hint;

    RawtapException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** How to mend it, where something can be done. */
    public final Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** The exit status that a command line should end with because of this failure. */
    public abstract int exitCode();
}
