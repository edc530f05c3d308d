package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.RawtapException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Tracefs;
import dev.rawtap.linux.struct.LinkCreateAttribute;
import dev.rawtap.linux.struct.PerfEventAttribute;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.HardwareEvent;
import dev.rawtap.object.Sampling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** Attaches one program through perf_event_open(2): classic tracepoints, and what is sampled. */
final class PerfAttachment {
    private static final int EVERY_PROCESS = -1;
    private static final int SUGGESTIONS = 3;

    /** ENODEV: the CPU went offline. */
    private static final int NO_DEVICE = 19;

    /** What the kernel says of a counter that no driver has (kernel/events/core.c, 6.18). */
    private static final Set<Errno> ABSENT = Set.of(Errno.ENOENT, Errno.EOPNOTSUPP, new Errno(NO_DEVICE));

    private final Bpf bpf;
    private final RunningKernel running;
    private final KernelProgram program;

    PerfAttachment(Bpf bpf, RunningKernel running, KernelProgram program) {
        this.bpf = bpf;
        this.running = running;
        this.program = program;
    }

    /** Attaches to a classic tracepoint; the caller owns the link. */
    KernelLink tracepoint(String category, String name, long cookie) {
        String target = "tp " + category + ":" + name;
        return attach(target, cookie, events -> {
            int cpu = 0; // the program runs on every CPU all the same: it hangs on the tracepoint, not on the event
            int id = eventId(category, name);
            try (var call = Arena.ofConfined()) {
                open(PerfEventAttribute.ofTracepoint(call, id), cpu, target, events);
            }
        });
    }

    /** Attaches to a counter, on each CPU that runs now or on the first of them; the caller owns the link. */
    KernelLink sampling(Sampling sampling, long cookie) {
        String target = "perf " + sampling.event().text() + " every " + sampling.period();
        return attach(target, cookie, events -> {
            List<Integer> online = running.onlineCpus();
            try (var call = Arena.ofConfined()) {
                MemorySegment attribute = PerfEventAttribute.ofCounted(
                        call, sampling.event().type(), sampling.event().config(), sampling.period());
                for (int cpu : sampling.everyCpu() ? online : online.subList(0, 1)) {
                    open(attribute, cpu, target, events);
                }
            }
        });
    }

    /** Opens events, and puts each into the list as soon as it is open. */
    private interface Opening {
        void into(List<FileDescriptor> events);
    }

    private KernelLink attach(String target, long cookie, Opening opening) {
        if (cookie != 0) {
            running.require(Feature.PERF_EVENT_LINK);
        }
        var events = new ArrayList<FileDescriptor>();
        var links = new ArrayList<FileDescriptor>();
        try {
            opening.into(events);
            for (FileDescriptor event : events) {
                link(event, target, cookie, links);
            }
            for (FileDescriptor event : events) {
                enable(event, target);
            }
        } catch (RuntimeException | Error failed) {
            links.forEach(FileDescriptor::close);
            events.forEach(FileDescriptor::close);
            throw failed;
        }
        var owned = new ArrayList<FileDescriptor>(links);
        owned.addAll(events);
        return new KernelLink(bpf, target, program, links.size(), owned);
    }

    private void open(MemorySegment attribute, int cpu, String target, List<FileDescriptor> events) {
        int result = bpf.kernel().perfEventOpen(attribute, EVERY_PROCESS, cpu);
        if (result == -NO_DEVICE && cpu > 0) {
            return;
        }
        if (result < 0) {
            throw refused(result, target);
        }
        events.add(new FileDescriptor(bpf.kernel(), result, "perf event of " + target));
    }

    private RawtapException refused(int result, String target) {
        var errno = new Errno(-result);
        boolean counter = program.spec().attach() instanceof AttachPoint.PerfEvent(Optional<Sampling> sampling)
                && sampling.filter(one -> one.event() instanceof HardwareEvent).isPresent();
        if (counter && ABSENT.contains(errno)) {
            return new UnsupportedException(
                    "no counter of the processor for %s (perf_event_open: %s)".formatted(target, errno.name()),
                    "virtual machines often have none; software:cpu-clock samples by time, without them");
        }
        return Bpf.failure(
                result,
                "open perf event for " + target,
                errno.equals(Errno.EACCES)
                        ? "kernel.perf_event_paranoid forbids it without CAP_PERFMON; raw_tp programs need no perf event"
                        : null);
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

    /** By a link since 5.15, by an ioctl before, which makes none. */
    private void link(FileDescriptor event, String target, long cookie, List<FileDescriptor> links) {
        try (var call = Arena.ofConfined()) {
            int number = event.number();
            int result = use(fd -> {
                MemorySegment attribute = LinkCreateAttribute.ofPerfEvent(call, fd, number, cookie);
                return bpf.call(BpfCommand.LINK_CREATE, attribute);
            });
            if (result >= 0) {
                links.add(new FileDescriptor(bpf.kernel(), result, "link to " + target));
                return;
            }
            if (result == -Errno.EINVAL.number() && cookie == 0) {
                result = use(fd -> bpf.kernel().ioctl(number, PerfEventAttribute.IOCTL_SET_BPF, fd));
            }
            if (result < 0) {
                throw failure(result, target);
            }
        }
    }

    private void enable(FileDescriptor event, String target) {
        int enabled = bpf.kernel().ioctl(event.number(), PerfEventAttribute.IOCTL_ENABLE, 0);
        if (enabled < 0) {
            throw Bpf.failure(enabled, "enable " + target);
        }
    }

    private RawtapException failure(int result, String target) {
        AttachPoint point = program.spec().attach();
        if (result == -Errno.EACCES.number() && point instanceof AttachPoint.Tracepoint) {
            return new InvalidInputException(
                    "%s reads past the record of %s".formatted(program, target),
                    "its fields are in events/.../format of tracefs; rawtap describe shows the raw tracepoint's");
        }
        boolean sleepable = point instanceof AttachPoint.Tracepoint classic && classic.sleepable();
        return Bpf.failure(
                result,
                "attach " + program + " to " + target,
                sleepable && result == -Errno.EINVAL.number() ? sleepableHint() : null);
    }

    /** Of classic tracepoints only those of single system calls are where a program may sleep. */
    private String sleepableHint() {
        return running.target().has(Feature.SLEEPABLE_TRACEPOINT)
                ? "only tracepoints of the category syscalls run programs that may sleep; elsewhere leave out the .s"
                : ProgramKind.SLEEPABLE_HINT;
    }

    private int use(IntUnaryOperator command) {
        return program.descriptor().use(command);
    }
}
