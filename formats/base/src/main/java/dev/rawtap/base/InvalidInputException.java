package dev.rawtap.base;

import org.jspecify.annotations.Nullable;

/** A user's mistake that is not in a file's bytes: an unknown name, an impossible option, a value out of range. */
public final class InvalidInputException extends RawtapException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with which value, and how to mend it. */
    public InvalidInputException(String message, @Nullable String hint) {
        super(message, hint, null);
    }

    /** The same because of another failure, whose text the message already holds. */
    public InvalidInputException(String message, @Nullable String hint, Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return EXIT_MISTAKE;
    }
}
