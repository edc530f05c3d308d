package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.RawtapException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Tracefs;
import dev.rawtap.linux.struct.LinkCreateAttribute;
import dev.rawtap.linux.struct.PerfEventAttribute;
import dev.rawtap.linux.struct.RawTracepointOpenAttribute;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Attaches one program. */
final class Attachment {
    private static final int EVERY_PROCESS = -1;
    private static final int SUGGESTIONS = 3;

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
            case AttachPoint.Tracepoint classic -> tracepoint(named(classic.category()), named(classic.name()), cookie);
            case AttachPoint.SocketFilter _ -> throw notAttached("is a socket filter, which is only test-run");
            case AttachPoint.Unknown(String section) -> throw notAttached("is in section '" + section + "'");
        };
    }

    private static String kind(AttachPoint point) {
        return switch (point) {
            case AttachPoint.RawTracepoint raw -> raw.writable() ? "raw_tp.w" : "raw_tp";
            case AttachPoint.BtfTracepoint _ -> "tp_btf";
            case AttachPoint.Tracepoint _ -> "tp";
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

    private KernelLink rawTracepoint(String name, long cookie) {
        if (cookie != 0) {
            running.require(Feature.RAW_TRACEPOINT_COOKIE);
        }
        try (var call = Arena.ofConfined()) {
            int result = use(fd ->
                    bpf.call(BpfCommand.RAW_TRACEPOINT_OPEN, RawTracepointOpenAttribute.of(call, name, fd, cookie)));
            if (result < 0) {
                throw new AttachFailure(running.tracepoints(), program).explain(result, name);
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
                throw new AttachFailure(running.tracepoints(), program).explain(result, name);
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

    private KernelLink tracepoint(String category, String name, long cookie) {
        if (cookie != 0) {
            running.require(Feature.PERF_EVENT_LINK);
        }
        String target = "tp " + category + ":" + name;
        FileDescriptor event = openEvent(category, name, target);
        try {
            return onEvent(event, target, cookie);
        } catch (RuntimeException | Error failed) {
            event.close();
            throw failed;
        }
    }

    private FileDescriptor openEvent(String category, String name, String target) {
        try (var call = Arena.ofConfined()) {
            int id = eventId(category, name);
            int cpu = 0; // the program runs on every CPU all the same: it hangs on the tracepoint, not on the event
            int result = bpf.kernel().perfEventOpen(PerfEventAttribute.ofTracepoint(call, id), EVERY_PROCESS, cpu);
            if (result < 0) {
                throw Bpf.failure(result, "open perf event for " + target, perfHint(result));
            }
            return new FileDescriptor(bpf.kernel(), result);
        }
    }

    private static @Nullable String perfHint(int result) {
        return result == -Errno.EACCES.number()
                ? "kernel.perf_event_paranoid forbids it without CAP_PERFMON; raw_tp programs need no perf event"
                : null;
    }

    private int eventId(String category, String name) {
        try (Tracefs tracefs = Tracefs.open(bpf.kernel())) {
            List<String> events = tracefs.availableEvents();
            String wanted = category + ":" + name;
            if (!events.contains(wanted)) {
                List<String> near = NearestNames.of(wanted, events, SUGGESTIONS);
                throw new InvalidInputException(
                        "no tracepoint '" + wanted + "'",
                        near.isEmpty()
                                ? "list them by: rawtap list 'tracepoint:*'"
                                : "nearest: " + String.join(", ", near));
            }
            return tracefs.eventId(category, name);
        }
    }

    /** By a link since 5.15, by an ioctl before; the event counts nothing until it is enabled. */
    private KernelLink onEvent(FileDescriptor event, String target, long cookie) {
        try (var call = Arena.ofConfined()) {
            int number = event.number();
            int result = use(fd -> {
                MemorySegment attribute = LinkCreateAttribute.ofPerfEvent(call, fd, number, cookie);
                return bpf.call(BpfCommand.LINK_CREATE, attribute);
            });
            boolean links = result >= 0;
            if (result == -Errno.EINVAL.number() && cookie == 0) {
                result = use(fd -> bpf.kernel().ioctl(number, PerfEventAttribute.IOCTL_SET_BPF, fd));
            }
            if (result < 0) {
                throw eventFailure(result, target);
            }
            List<FileDescriptor> owned = links
                    ? List.of(new FileDescriptor(bpf.kernel(), result, "link to " + target), event)
                    : List.of(event);
            var link = new KernelLink(bpf, target, program, links, owned);
            int enabled = bpf.kernel().ioctl(number, PerfEventAttribute.IOCTL_ENABLE, 0);
            if (enabled < 0) {
                link.close();
                throw Bpf.failure(enabled, "enable " + target);
            }
            return link;
        }
    }

    private RawtapException eventFailure(int result, String target) {
        if (result == -Errno.EACCES.number()) {
            return new InvalidInputException(
                    "%s reads past the record of %s".formatted(program, target),
                    "its fields are in events/.../format of tracefs; rawtap describe shows the raw tracepoint's");
        }
        boolean sleepable = program.spec().attach() instanceof AttachPoint.Tracepoint classic && classic.sleepable();
        return Bpf.failure(
                result,
                "attach " + program + " to " + target,
                sleepable && result == -Errno.EINVAL.number() ? ProgramKind.SLEEPABLE_HINT : null);
    }

    private int use(IntUnaryOperator command) {
        return program.descriptor().use(command);
    }

    private KernelLink link(String target, int descriptor) {
        var owned = new FileDescriptor(bpf.kernel(), descriptor, "link to " + target);
        return new KernelLink(bpf, target, program, true, List.of(owned));
    }
}
