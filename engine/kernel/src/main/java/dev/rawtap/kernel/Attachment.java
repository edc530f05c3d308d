package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.struct.LinkCreateAttribute;
import dev.rawtap.linux.struct.RawTracepointOpenAttribute;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.Sampling;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Attaches one program. */
final class Attachment {
    private final Bpf bpf;
    private final RunningKernel running;
    private final KernelProgram program;

    Attachment(Bpf bpf, RunningKernel running, KernelProgram program) {
        this.bpf = bpf;
        this.running = running;
        this.program = program;
    }

    /** Attaches to {@code point}, which must be of the kind that the program was loaded as; the caller owns the link. */
    KernelLink to(AttachPoint point, long cookie) {
        if (point.getClass() != program.spec().attach().getClass()) {
            throw new InvalidInputException(
                    "%s was loaded as %s, not as %s"
                            .formatted(program, kind(program.spec().attach()), kind(point)),
                    null);
        }
        return switch (point) {
            case AttachPoint.RawTracepoint raw -> rawTracepoint(named(raw.name()), cookie);
            case AttachPoint.BtfTracepoint typed -> btfTracepoint(typed, cookie);
            case AttachPoint.Tracepoint classic ->
                new PerfAttachment(bpf, running, program)
                        .tracepoint(named(classic.category()), named(classic.name()), cookie);
            case AttachPoint.PerfEvent perf ->
                new PerfAttachment(bpf, running, program).sampling(sampling(perf), cookie);
            case AttachPoint.Iterator(String target, var _) -> iterator(target);
            case AttachPoint.SocketFilter _ -> throw notAttached("is a socket filter, which is only test-run");
            case AttachPoint.TestRun _ -> throw notAttached("hangs on nothing and is only test-run");
            case AttachPoint.Unknown(String section) -> throw notAttached("is in section '" + section + "'");
        };
    }

    private static String kind(AttachPoint point) {
        return switch (point) {
            case AttachPoint.RawTracepoint raw -> raw.writable() ? "raw_tp.w" : "raw_tp";
            case AttachPoint.BtfTracepoint _ -> "tp_btf";
            case AttachPoint.Tracepoint _ -> "tp";
            case AttachPoint.PerfEvent _ -> "perf_event";
            case AttachPoint.Iterator(String target, var _) -> "iter/" + target;
            case AttachPoint.TestRun _ -> "test run";
            case AttachPoint.SocketFilter _ -> "socket filter";
            case AttachPoint.Unknown(String section) -> section;
        };
    }

    private InvalidInputException notAttached(String why) {
        return new InvalidInputException("cannot attach " + program + ": it " + why, null);
    }

    private String named(Optional<String> name) {
        return name.orElseThrow(() -> new InvalidInputException(
                "cannot attach " + program + ": it names no tracepoint",
                "name one in its section, such as raw_tp/sys_enter, or give one to attach"));
    }

    private Sampling sampling(AttachPoint.PerfEvent perf) {
        return perf.sampling()
                .orElseThrow(() -> new InvalidInputException(
                        "cannot attach " + program + ": it does not say what is sampled",
                        "its section names no event: give one to attach"));
    }

    private KernelLink iterator(String target) {
        try (var call = Arena.ofConfined()) {
            int result = use(fd -> bpf.call(BpfCommand.LINK_CREATE, LinkCreateAttribute.ofIterator(call, fd)));
            if (result == -Errno.EINVAL.number()) {
                throw Bpf.failure(
                        result,
                        "attach " + program + " to iterator '" + target + "'",
                        "iterators over one map or one group need to know which, and are not attached here");
            }
            return link(
                    "iter " + target, Kernel.require(result, "attach " + program + " to iterator '" + target + "'"));
        }
    }

    private KernelLink rawTracepoint(String name, long cookie) {
        if (cookie != 0) {
            running.require(Feature.RAW_TRACEPOINT_COOKIE);
        }
        try (var call = Arena.ofConfined()) {
            int result = use(fd ->
                    bpf.call(BpfCommand.RAW_TRACEPOINT_OPEN, RawTracepointOpenAttribute.of(call, name, fd, cookie)));
            if (result < 0) {
                throw new AttachFailure(bpf, running, program).explain(result, name);
            }
            return link(kind(program.spec().attach()) + " " + name, result);
        }
    }

    /** Kernels before 5.19 have no links for these programs: there the older command attaches them, without cookie. */
    private KernelLink btfTracepoint(AttachPoint.BtfTracepoint point, long cookie) {
        String name = loadedFor(point);
        if (cookie != 0) {
            running.require(Feature.RAW_TRACEPOINT_COOKIE);
        }
        try (var call = Arena.ofConfined()) {
            int result = use(fd -> bpf.call(BpfCommand.LINK_CREATE, LinkCreateAttribute.ofTracing(call, fd, cookie)));
            if (result == -Errno.EINVAL.number() && cookie == 0) {
                result = use(
                        fd -> bpf.call(BpfCommand.RAW_TRACEPOINT_OPEN, RawTracepointOpenAttribute.ofBtf(call, fd, 0)));
            }
            if (result < 0) {
                throw new AttachFailure(bpf, running, program).explain(result, name);
            }
            return link("tp_btf " + name, result);
        }
    }

    /** The kernel fixes the tracepoint of a typed program at load. */
    private String loadedFor(AttachPoint.BtfTracepoint point) {
        var loaded = (AttachPoint.BtfTracepoint) program.spec().attach();
        String name = loaded.name().or(point::name).orElse("(pinned)");
        if (!point.name().orElse(name).equals(name)) {
            throw new InvalidInputException(
                    "%s was loaded for '%s' and cannot be attached to '%s'"
                            .formatted(program, name, point.name().orElse("")),
                    "a tp_btf program is loaded for one tracepoint: load it again with another section");
        }
        return name;
    }

    private int use(IntUnaryOperator command) {
        return program.descriptor().use(command);
    }

    private KernelLink link(String target, int descriptor) {
        var owned = new FileDescriptor(bpf.kernel(), descriptor, "link to " + target);
        return new KernelLink(bpf, target, program, 1, List.of(owned));
    }
}
