package dev.rawtap.script.lower;

import dev.rawtap.btf.tracepoint.RawTracepoint;
import java.util.function.UnaryOperator;

/**
 * What changes the code of a script.
 *
 * @param warnings whether helpers that fail report it at their place ({@code -k}); what is lost by it is counted in any case
 * @param childPid process of the command of {@code -c}, or 0
 * @param startNanoseconds boot clock at the start, which {@code elapsed} counts from
 * @param namespaceDevice device of the tracer's pid namespace
 * @param namespaceInode inode of the tracer's pid namespace
 * @param describe tells which arguments of a raw tracepoint may be NULL; asked only for those whose fields a script reads
 * @param possibleCpus CPUs that the kernel may ever have, for values that are held once for each
 */
public record LoweringOptions(
        boolean warnings,
        int childPid,
        long startNanoseconds,
        long namespaceDevice,
        long namespaceInode,
        UnaryOperator<RawTracepoint> describe,
        int possibleCpus) {
    /** Nothing special. */
    public static final LoweringOptions DEFAULT = new LoweringOptions(false, 0, 0, 0, 0, UnaryOperator.identity(), 1);
}
