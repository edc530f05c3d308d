package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.Program;
import dev.rawtap.contract.ProgramStatistics;
import dev.rawtap.contract.TestInput;
import dev.rawtap.contract.TestResult;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.ObjectPathAttribute;
import dev.rawtap.linux.struct.TestRunAttribute;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.ProgramSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A program in the kernel. Thread-safe. One that belongs to a loaded object closes with it, and its links with it; one
 * that was opened by pin closes when asked to.
 */
public final class KernelProgram implements Program, AutoCloseable {
    /** ENXIO. */
    private static final int NO_SUCH_CPU = 6;

    /** {@code MAX_BPF_FUNC_ARGS} (include/linux/bpf.h, 6.18). */
    private static final int MAX_ARGUMENTS = 12;

    private final Bpf bpf;
    private final RunningKernel running;
    private final ProgramSpec spec;
    private final FileDescriptor descriptor;
    private final String log;
    private final List<KernelLink> links = new ArrayList<>();
    private @Nullable ContextUse contextUse;
    private boolean closed;

    /** Takes over {@code descriptor}. */
    KernelProgram(Bpf bpf, RunningKernel running, ProgramSpec spec, FileDescriptor descriptor, String log) {
        this.bpf = bpf;
        this.running = running;
        this.spec = spec;
        this.descriptor = descriptor;
        this.log = log;
    }

    @Override
    public ProgramSpec spec() {
        return spec;
    }

    /** The kernel's description of it: id, tag, maps, sizes, statistics. */
    public KernelObjects.ProgramEntry describe() {
        return new ObjectReading(bpf).program(descriptor);
    }

    /** The kernel's number of this program, as {@code bpftool prog} shows it. */
    public int id() {
        return describe().id();
    }

    /**
     * Gives it a name on a bpf file system, which keeps it loaded after this process has ended.
     *
     * @param path a path that does not exist, below {@code /sys/fs/bpf}
     */
    public void pin(Path path) {
        try (var call = Arena.ofConfined()) {
            int result = descriptor.use(
                    fd -> bpf.call(BpfCommand.OBJ_PIN, ObjectPathAttribute.of(call, path.toString(), fd)));
            Pins.check(result, "pin program '" + name() + "' at " + path, path);
        }
    }

    @Override
    public KernelLink attach() {
        return attach(spec.attach(), 0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>An unknown tracepoint, one with fewer arguments than the program reads, and a cookie on a kernel without cookies
     * are each refused by name.
     */
    @Override
    public KernelLink attach(AttachPoint point, long cookie) {
        KernelLink link = new Attachment(bpf, running, this).to(point, cookie);
        synchronized (links) {
            if (!closed) {
                links.removeIf(KernelLink::isClosed);
                links.add(link);
                return link;
            }
        }
        link.close();
        throw new IllegalStateException("program '" + name() + "' is closed");
    }

    /**
     * {@inheritDoc} Raw tracepoint programs take arguments (5.10), socket filters a packet; the kernel runs no others.
     */
    @Override
    public TestResult testRun(TestInput input) {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = switch (spec.attach()) {
                case AttachPoint.RawTracepoint _, AttachPoint.TestRun _ -> arguments(call, input);
                case AttachPoint.SocketFilter _ -> packet(call, input);
                case AttachPoint.BtfTracepoint _,
                        AttachPoint.Tracepoint _,
                        AttachPoint.PerfEvent _,
                        AttachPoint.Iterator _,
                        AttachPoint.Unknown _ -> throw noTestRun();
            };
            int result = descriptor.use(fd -> {
                TestRunAttribute.PROGRAM_FD.set(attribute, fd);
                return bpf.call(BpfCommand.PROG_TEST_RUN, attribute);
            });
            if (result == -Errno.ENOTSUPP.number()) {
                throw noTestRun();
            }
            if (result < 0) {
                throw Bpf.failure(result, "test-run program '" + name() + "'", testHint(result, input));
            }
            return new TestResult(
                    TestRunAttribute.RESULT.get(attribute), TestRunAttribute.DURATION.unsigned(attribute));
        }
    }

    /** {@inheritDoc} It is attached for as long as that takes. */
    @Override
    public byte[] iterate() {
        if (!(spec.attach() instanceof AttachPoint.Iterator)) {
            throw new InvalidInputException(
                    "program '" + name() + "' cannot be iterated: it is no iterator",
                    "its section would be iter/TARGET");
        }
        try (KernelLink link = attach()) {
            return link.iterate();
        }
    }

    private InvalidInputException noTestRun() {
        return new InvalidInputException(
                "program '" + name() + "' cannot be test-run: the kernel runs only raw_tp programs and socket filters",
                "load the same code as raw_tp to test it");
    }

    private MemorySegment arguments(Arena call, TestInput input) {
        running.require(Feature.RAW_TRACEPOINT_TEST_RUN);
        // The kernel refuses a context shorter than what the program reads, and takes the longest; arguments left out
        // are zero.
        MemorySegment context = call.allocate(MAX_ARGUMENTS * (long) Long.BYTES, 8);
        MemorySegment.copy(input.context(), 0, context, ValueLayout.JAVA_LONG, 0, input.context().length);
        MemorySegment attribute = TestRunAttribute.ofContext(call, 0, context);
        input.cpu().ifPresent(cpu -> {
            TestRunAttribute.FLAGS.set(attribute, TestRunAttribute.ON_CPU);
            TestRunAttribute.CPU.set(attribute, cpu);
        });
        return attribute;
    }

    private static MemorySegment packet(Arena call, TestInput input) {
        byte[] data = input.data();
        MemorySegment packet = call.allocate(Math.max(data.length, 1), 8);
        MemorySegment.copy(data, 0, packet, ValueLayout.JAVA_BYTE, 0, data.length);
        MemorySegment attribute = TestRunAttribute.allocate(call);
        TestRunAttribute.DATA_IN.set(attribute, packet);
        TestRunAttribute.DATA_SIZE_IN.set(attribute, data.length);
        TestRunAttribute.REPEAT.set(attribute, 1);
        return attribute;
    }

    private @Nullable String testHint(int result, TestInput input) {
        OptionalInt cpu = input.cpu();
        if (result == -NO_SUCH_CPU && cpu.isPresent()) {
            return "CPU " + cpu.getAsInt() + " is not online";
        }
        boolean packet = spec.attach() instanceof AttachPoint.SocketFilter;
        return packet && result == -Errno.EINVAL.number() ? "a packet has at least 14 bytes" : null;
    }

    /** How much of its context the program reads; followed through the code once. */
    synchronized ContextUse contextUse() {
        ContextUse known = contextUse;
        if (known == null) {
            known = followContext();
            contextUse = known;
        }
        return known;
    }

    private ContextUse followContext() {
        boolean writable = spec.attach() instanceof AttachPoint.RawTracepoint(var _, boolean w, var _) && w;
        return ContextUse.of(spec.code(), writable);
    }

    @Override
    public ProgramStatistics statistics() {
        KernelObjects.ProgramEntry now = describe();
        return new ProgramStatistics(now.runs(), now.nanoseconds(), now.recursionMisses());
    }

    @Override
    public String verifierLog() {
        return log;
    }

    FileDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        List<KernelLink> open;
        synchronized (links) {
            closed = true;
            open = List.copyOf(links);
        }
        open.reversed().forEach(KernelLink::close);
        descriptor.close();
    }

    @Override
    public String toString() {
        return "program '" + name() + "'";
    }
}
