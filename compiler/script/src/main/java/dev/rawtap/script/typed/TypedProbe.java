package dev.rawtap.script.typed;

import dev.rawtap.base.Span;

/**
 * A probe at one attach point.
 *
 * @param name the whole name as {@code probe} prints it: {@code rawtracepoint:vmlinux:sys_enter}
 * @param kind when it fires
 * @param body what it does; a predicate is an {@code if} around it
 * @param process only events of this process, from {@code -p}; 0 for all
 */
public record TypedProbe(String name, ProbeKind kind, TypedStatement.Block body, int process, Span at) {}
