package dev.rawtap.script.lower;

import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.contract.Host;
import java.util.Optional;
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

    /** For a machine, from now on: what a script runs with unless its user asks for more. */
    public static LoweringOptions of(Host host, UnaryOperator<RawTracepoint> describe) {
        Optional<Host.PidNamespace> namespace = host.pidNamespace();
        return new LoweringOptions(
                false,
                0,
                host.nanoseconds(Host.Clock.BOOT),
                namespace.map(Host.PidNamespace::device).orElse(0L),
                namespace.map(Host.PidNamespace::inode).orElse(0L),
                describe,
                host.possibleCpus());
    }

    /** The same with the warnings of {@code -k} and the process of {@code -c}, or 0. */
    public LoweringOptions with(boolean otherWarnings, int otherChild) {
        return new LoweringOptions(
                otherWarnings, otherChild, startNanoseconds, namespaceDevice, namespaceInode, describe, possibleCpus);
    }
}
