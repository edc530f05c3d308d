package dev.rawtap.verifier;

import dev.rawtap.contract.Finding;
import java.util.List;

/**
 * A verifier's log, read.
 *
 * @param gist the lines of the log that say why it refuses, in one line; empty if the log says nothing
 * @param findings what it means; empty if no rule knows it
 * @param log the whole log
 */
public record VerifierReport(String gist, List<Finding> findings, String log) {
    /** Copies the findings. */
    public VerifierReport {
        findings = List.copyOf(findings);
    }
}
