package dev.rawtap.script.typed;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.HardwareEvent;
import dev.rawtap.object.Sampling;
import dev.rawtap.object.SoftwareEvent;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.syscall.Syscall;
import java.util.Optional;

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

    /**
     * {@code iter:task} and its like.
     *
     * @param pin where it is pinned instead of run, below {@code /sys/fs/bpf} unless it is a whole path; empty if it is run
     */
    record Iterator(String what, String pin) implements ProbeKind {
        /** Whether it runs when somebody reads the pin, after the tracer has ended. */
        public boolean isPinned() {
            return !pin.isEmpty();
        }
    }

    /**
     * What a program of this kind is to the kernel.
     *
     * @param typed whether raw tracepoints have programs in which the verifier knows the types of pointers
     */
    default AttachPoint attachPoint(boolean typed) {
        return switch (this) {
            case Begin _, End _, SelfSignal _, Test _, Bench _ -> new AttachPoint.TestRun();
            case Interval(long nanoseconds) -> AttachPoint.PerfEvent.of(Sampling.interval(nanoseconds));
            case Profile(long nanoseconds) -> AttachPoint.PerfEvent.of(Sampling.profile(nanoseconds));
            case Software(var event, long count) -> AttachPoint.PerfEvent.of(Sampling.counted(event, count));
            case Hardware(var event, long count) -> AttachPoint.PerfEvent.of(Sampling.counted(event, count));
            case RawTracepointEvent(var tracepoint) ->
                raw(tracepoint.module(), tracepoint.name(), typed && !hasTypesOfModule(tracepoint));
            case SyscallEnter _ -> raw(Optional.empty(), "sys_enter", typed);
            case SyscallExit _, SyscallCall _ -> raw(Optional.empty(), "sys_exit", typed);
            case Tracepoint(String category, String name, var record) ->
                new AttachPoint.Tracepoint(Optional.of(category), Optional.of(name), false);
            case Iterator(String what, String pin) -> new AttachPoint.Iterator(what, false);
        };
    }

    /** Whether the tracer runs its program, so that there is nothing to attach. */
    default boolean isFiredByTracer() {
        return this instanceof Iterator || attachPoint(false) instanceof AttachPoint.TestRun;
    }

    /** Whether it is something that the kernel does, not a run of the tracer or a sample of whatever runs. */
    default boolean happensInKernel() {
        AttachPoint point = attachPoint(false);
        return !(point instanceof AttachPoint.TestRun || point instanceof AttachPoint.PerfEvent);
    }

    /**
     * Whether an argument points to a structure that only the tracepoint's module has. The verifier knows it by another id
     * than the kernel's, and lets nothing be added to such a pointer that may be NULL, which all of a module's may since 6.12.
     */
    private static boolean hasTypesOfModule(RawTracepoint tracepoint) {
        Btf btf = tracepoint.btf();
        return tracepoint.module().isPresent()
                && tracepoint.parameters().stream()
                        .anyMatch(parameter -> btf.type(btf.strip(parameter.type())) instanceof BtfType.Pointer pointer
                                && btf.strip(pointer.target()) >= btf.firstId());
    }

    /** What a program for all probes of one raw tracepoint is to the kernel. */
    static AttachPoint raw(Optional<String> module, String name, boolean typed) {
        return typed
                ? new AttachPoint.BtfTracepoint(module, Optional.of(name), false)
                : new AttachPoint.RawTracepoint(Optional.of(name), false, false);
    }
}
