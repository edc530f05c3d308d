package dev.rawtap.base;

import org.jspecify.annotations.Nullable;

/**
 * A program that a verifier refuses. The message is the gist; {@link #log()} is the verifier's whole text.
 *
 * <p>Not sealed, because the findings that explain a refusal are values of an upper room, which extends this.
 */
public non-sealed class RejectedException extends RawtapException {
    private static final long serialVersionUID = 1L;

    private final String log;

    /** The gist, a hint and the verifier's whole log (empty when it gave none). */
    public RejectedException(String message, @Nullable String hint, String log) {
        super(message, hint, null);
        this.log = log;
    }

    /** The verifier's whole log; empty when it gave none. */
    public String log() {
        return log;
    }

    @Override
    public int exitCode() {
        return EXIT_MISTAKE;
    }
}
