package dev.rawtap.verifier;

import dev.rawtap.contract.Finding;
import dev.rawtap.object.SourceLine;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One log in a text, and what it means.
 *
 * @param program the program's name, where a loader wrote it beside the log
 * @param verdict what became of the program
 * @param gist the kernel's lines of refusal, in one; empty if there are none
 * @param finding what they mean; empty if no rule knows them
 * @param instruction the slot that the verifier was at
 * @param source the last source line that the log shows
 * @param statistics what the work cost; absent in a log that was cut
 */
public record ExplainedLog(
        Optional<String> program,
        Verdict verdict,
        String gist,
        Optional<Finding> finding,
        OptionalInt instruction,
        Optional<SourceLine> source,
        Optional<LogStatistics> statistics) {
    /** What became of a program. */
    public enum Verdict {
        /** The log ends with a refusal. */
        REFUSED,
        /** The log ends with statistics alone. */
        ACCEPTED,
        /** The log ends in the middle. */
        UNFINISHED
    }
}
