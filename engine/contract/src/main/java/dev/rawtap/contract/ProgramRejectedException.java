package dev.rawtap.contract;

import dev.rawtap.base.RejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A verifier's refusal of one program with what it means. */
public final class ProgramRejectedException extends RejectedException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /** The gist, a hint, the findings and the whole log. */
    public ProgramRejectedException(String message, @Nullable String hint, List<Finding> findings, String log) {
        super(message, hint, log);
        this.findings = List.copyOf(findings);
    }

    /** What is refused and why; empty when the log says nothing that is known. */
    public List<Finding> findings() {
        return findings;
    }
}
