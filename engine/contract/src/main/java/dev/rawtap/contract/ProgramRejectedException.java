package dev.rawtap.contract;

import dev.rawtap.base.Errno;
import dev.rawtap.base.RejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A verifier's refusal of one program with what it means. */
public final class ProgramRejectedException extends RejectedException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final transient List<Finding> findings;

    /** The gist, a hint, the kernel's error, the findings and the whole log. */
    public ProgramRejectedException(
            String message, @Nullable String hint, Errno errno, List<Finding> findings, String log) {
        super(message, hint, log);
        this.errno = errno;
        this.findings = List.copyOf(findings);
    }

    /** The error by which the kernel refused. */
    public Errno errno() {
        return errno;
    }

    /** What is refused and why; empty when the log says nothing that is known. */
    public List<Finding> findings() {
        return findings;
    }
}
