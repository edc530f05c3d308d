package dev.rawtap.script.output;

import dev.rawtap.base.Severity;
import dev.rawtap.contract.LossLedger;
import java.util.List;
import java.util.Set;

/**
 * What a script prints, as text or as JSON. Both forms are those of bpftrace 0.27, to the byte where it is right;
 * docs/language.md lists the differences.
 *
 * <p>Not for several threads. Nothing is promised to have left the process before {@link #caughtUp} or {@link #flush}.
 */
public sealed interface Output permits TextOutput, JsonOutput {
    /** All probes are attached. */
    void attached(int probes);

    /** An iterator is pinned, for others to read. */
    void pinned(String path);

    /** {@code printf}: a line, or any other text. */
    void printf(FormatString format, List<ScriptValue> arguments);

    /** {@code print} of an expression. */
    void print(ScriptValue value);

    /**
     * {@code print} of a map.
     *
     * @param top how many of the last entries to print, 0 for all
     * @param divisor of numbers, 0 or 1 for none
     */
    void print(ScriptMap map, int top, long divisor);

    /** {@code time}. */
    void time(String text);

    /** {@code join}: strings with a delimiter between, and a line feed. */
    void join(List<ScriptValue.Text> parts, String delimiter);

    /** {@code cat}: the content of a file. */
    void cat(byte[] content);

    /** {@code system}: what a command wrote. */
    void system(byte[] output);

    /** {@code errorf} and {@code warnf}. */
    void message(Severity severity, SourcePlace place, FormatString format, List<ScriptValue> arguments);

    /**
     * A helper of the kernel that failed.
     *
     * @param helper its name without {@code bpf_}
     * @param result what it returned, 0 or a negative errno
     */
    void helperFailed(SourcePlace place, String helper, long result);

    /** Anything else that went wrong in the kernel, such as a division by zero. */
    void runtimeWarning(SourcePlace place, String message);

    /** An assertion of the script that does not hold. */
    void assertionFailed(SourcePlace place, String message);

    /** What the run time could not do for the script, such as opening the file of a {@code cat}. */
    void failed(String message);

    /** The same, where the script goes on without it. */
    void warned(String message);

    /** Events that were lost since the last time. */
    void lost(long events);

    /** All events that were lost; to be called at the end unless there were none. */
    void lostInTotal(long events);

    /**
     * What was lost in any way, at the end unless that is nothing.
     *
     * @param partlyTold places of which some losses were told when they happened, and are not among these
     */
    void losses(LossLedger losses, Set<String> partlyTold);

    /** Warnings of one place that were too many to be shown; to be called at the end. */
    void notShown(SourcePlace place, String warning, long count);

    /** The result of one {@code test} probe. */
    void tested(TestResult result);

    /** The beginning and the end of all tests. */
    void testing(int tests);

    /** How all tests went. */
    void testedAll(List<TestResult> results);

    /** The results of all {@code bench} probes. */
    void measured(List<Measurement> measurements);

    /** The end of the script: its maps in the order of their names, without the empty ones. */
    void end(List<ScriptMap> maps);

    /** There is nothing more to read for now: see {@link Sink#caughtUp}. */
    void caughtUp();

    /** Everything leaves the process. */
    void flush();

    /**
     * One test that ran.
     *
     * @param duration in nanoseconds
     * @param output what it printed
     */
    record TestResult(String name, long duration, boolean passed, byte[] output) {}

    /**
     * One thing that was measured.
     *
     * @param average nanoseconds of one run
     */
    record Measurement(String name, long average, long iterations) {}
}
