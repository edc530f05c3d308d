/**
 * Raw tracepoints and the types and names of their arguments, as the running kernel tells them.
 *
 * <pre>{@code
 * var catalog = RawTracepoints.of(vmlinux, List.of());
 * catalog.find("task_rename").orElseThrow().prototype();   // task_rename(struct task_struct *task, const char *comm)
 * }</pre>
 *
 * <p>Not here: what the verifier knows about NULL beyond BTF (see {@link
 * dev.rawtap.btf.tracepoint.RawTracepoint#withNullability}), and attaching.
 */
@NullMarked
package dev.rawtap.btf.tracepoint;

import org.jspecify.annotations.NullMarked;
