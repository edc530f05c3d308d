package dev.rawtap.script.typed;

import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.object.HardwareEvent;
import dev.rawtap.object.SoftwareEvent;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.syscall.Syscall;

/** When a probe fires, after wildcards were expanded. */
public sealed interface ProbeKind {
    /** {@code begin}: once, before all others. */
    record Begin() implements ProbeKind {}

    /** {@code end}: once, after all others. */
    record End() implements ProbeKind {}

    /** {@code self:signal:NAME}: when the tracer gets a signal. */
    record SelfSignal(String signal) implements ProbeKind {}

    /** {@code test:NAME}: once under {@code --test}. */
    record Test(String name) implements ProbeKind {}

    /** {@code bench:NAME}: many times under {@code --bench}. */
    record Bench(String name) implements ProbeKind {}

    /** {@code interval:…}: on one CPU. */
    record Interval(long nanoseconds) implements ProbeKind {}

    /** {@code profile:…}: on every CPU. */
    record Profile(long nanoseconds) implements ProbeKind {}

    /** {@code software:EVENT:COUNT}. */
    record Software(SoftwareEvent event, long count) implements ProbeKind {}

    /** {@code hardware:EVENT:COUNT}. */
    record Hardware(HardwareEvent event, long count) implements ProbeKind {}

    /** {@code rawtracepoint:MODULE:NAME}, with its arguments. */
    record RawTracepointEvent(RawTracepoint tracepoint) implements ProbeKind {}

    /** {@code tracepoint:syscalls:sys_enter_NAME}. */
    record SyscallEnter(Syscall syscall) implements ProbeKind {}

    /** {@code tracepoint:syscalls:sys_exit_NAME}. */
    record SyscallExit(Syscall syscall) implements ProbeKind {}

    /** {@code syscall:NAME}: at the exit, with the arguments of the entry. */
    record SyscallCall(Syscall syscall) implements ProbeKind {}

    /**
     * {@code tracepoint:CATEGORY:NAME} of other categories.
     *
     * @param record the event's record: {@code struct trace_event_raw_…}, or one made of the event's format
     */
    record Tracepoint(String category, String name, ScriptType.Composite record) implements ProbeKind {}

    /** {@code iter:task} and its like; {@code pin} is a path in bpffs or empty. */
    record Iterator(String what, String pin) implements ProbeKind {}
}
