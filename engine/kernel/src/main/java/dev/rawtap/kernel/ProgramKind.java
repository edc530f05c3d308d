package dev.rawtap.kernel;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.linux.struct.LinkCreateAttribute;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.ProgramSpec;
import java.util.Optional;

/**
 * What a program is to {@code BPF_PROG_LOAD}.
 *
 * @param type {@code enum bpf_prog_type}
 * @param attachType {@code enum bpf_attach_type}, 0 where there is none
 * @param flags {@code BPF_F_*} of program load
 * @param target the BTF type that it attaches to, for tp_btf and iterators
 */
record ProgramKind(int type, int attachType, int flags, Optional<AttachTarget> target) {
    /** {@code BPF_PROG_TYPE_*} (linux/bpf.h, 6.18). */
    static final int SOCKET_FILTER = 1;

    static final int TRACEPOINT = 5;
    static final int PERF_EVENT = 7;
    static final int RAW_TRACEPOINT = 17;
    static final int RAW_TRACEPOINT_WRITABLE = 24;
    static final int TRACING = 26;

    /** {@code BPF_F_SLEEPABLE} (5.10). */
    static final int SLEEPABLE = 1 << 4;

    /** What helps where the kernel refuses a sleepable program, at its load or only when it is attached. */
    static final String SLEEPABLE_HINT = "sleepable tracepoint programs came with Linux %s: leave out the .s"
            .formatted(Feature.SLEEPABLE_TRACEPOINT.since());

    /** What the section of {@code program} says, its tracepoint found in the types of {@code running}. */
    static ProgramKind of(ProgramSpec program, RunningKernel running) {
        return switch (program.attach()) {
            case AttachPoint.RawTracepoint(var _, boolean writable, boolean sleepable) ->
                plain(writable ? RAW_TRACEPOINT_WRITABLE : RAW_TRACEPOINT, sleepable);
            case AttachPoint.BtfTracepoint point -> {
                if (point.sleepable()) {
                    requireSleepable(program, running);
                }
                yield new ProgramKind(
                        TRACING,
                        LinkCreateAttribute.TRACE_RAW_TP,
                        point.sleepable() ? SLEEPABLE : 0,
                        Optional.of(running.tracepoints().require(point, program.name())));
            }
            case AttachPoint.Tracepoint(var _, var _, boolean sleepable) -> plain(TRACEPOINT, sleepable);
            case AttachPoint.SocketFilter _ -> plain(SOCKET_FILTER, false);
            case AttachPoint.TestRun _ -> plain(RAW_TRACEPOINT, false);
            case AttachPoint.PerfEvent _ -> plain(PERF_EVENT, false);
            case AttachPoint.Iterator point ->
                new ProgramKind(
                        TRACING,
                        LinkCreateAttribute.TRACE_ITERATOR,
                        point.sleepable() ? SLEEPABLE : 0,
                        Optional.of(running.iterators().require(point, program.name())));
            case AttachPoint.Unknown(String section) ->
                throw new InvalidInputException(
                        "program '%s' is in section '%s', which is not loaded here".formatted(program.name(), section),
                        "sections are raw_tp/NAME, raw_tp.w/NAME, tp_btf/NAME, tp/CATEGORY/NAME, perf_event, iter/TARGET"
                                + " and socket");
        };
    }

    /** 5.10 and 6.1 take a sleepable tp_btf program, and run it where sleeping brings the machine down. */
    private static void requireSleepable(ProgramSpec program, RunningKernel running) {
        if (!running.target().has(Feature.SLEEPABLE_TRACEPOINT)) {
            throw new UnsupportedException(
                    "program '%s' may sleep, but this kernel runs tracepoint programs where they must not"
                            .formatted(program.name()),
                    SLEEPABLE_HINT);
        }
    }

    private static ProgramKind plain(int type, boolean sleepable) {
        return new ProgramKind(type, 0, sleepable ? SLEEPABLE : 0, Optional.empty());
    }
}
