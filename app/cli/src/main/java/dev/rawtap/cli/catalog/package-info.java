/**
 * What can be traced on a machine: raw tracepoints, classic tracepoints and system calls, by name.
 *
 * <pre>{@code
 * try (var catalog = ProbeCatalog.of(engine.target())) {
 *     catalog.matching(ProbePattern.parse("rawtracepoint:*rename*")).forEach(probe -> System.out.println(probe.text()));
 * }
 * }</pre>
 *
 * <pre>
 * ProbeName    = ProbeKind, group (module or category), name       rawtracepoint:sys_enter  tracepoint:task:task_rename
 * ProbePattern = ProbeKind?, glob of the group?, glob of the name  rt:*  t:sched:*  *rename*
 * ProbeCatalog = Target, ClassicTracepoints: matching | arguments | nearest
 * Census       = the sets behind the numbers of raw and classic tracepoints
 * </pre>
 *
 * <p>Everything is asked of the machine when it is needed: a pattern that names one kind leaves the others alone. Not
 * here: printing, and what an argument's type looks like.
 */
@NullMarked
package dev.rawtap.cli.catalog;

import org.jspecify.annotations.NullMarked;
