package dev.rawtap.kernel;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.Host;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs in the kernel, through bpf(2). Opening it asks nothing of the kernel: what a load needs to know is asked
 * when it is needed. Thread-safe.
 */
public final class KernelEngine implements Engine {
    /** What the verifier says before it looks at arguments (kernel/bpf/verifier.c, 5.13 to 6.18). */
    private static final List<String> NO_CALL = List.of(
            "calling kernel function",
            "cannot find address for kernel function",
            "calling kernel functions are not allowed",
            "is not a kernel function",
            "JIT does not support calling kernel function",
            "calling invalid kernel function");

    private final Bpf bpf;
    private final Host host;
    private final RunningKernel running;
    private @Nullable ArgumentNullability nullability;
    private final Set<KernelLoaded> loaded = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private KernelEngine(Bpf bpf, Host host, RunningKernel running) {
        this.bpf = bpf;
        this.host = host;
        this.running = running;
    }

    /** Begins on another thread what the first use of an engine would do, and returns at once; see {@link LinuxKernel}. */
    public static void prepare() {
        LinuxKernel.prepare();
    }

    /**
     * The engine of the running kernel.
     *
     * @throws dev.rawtap.base.UnsupportedException before Linux 5.8
     */
    public static KernelEngine open() {
        var kernel = new LinuxKernel();
        return open(kernel, new LinuxHost(kernel));
    }

    /** The same through another door. */
    public static KernelEngine open(Kernel kernel, Host host) {
        var bpf = new Bpf(kernel);
        return new KernelEngine(bpf, host, new RunningKernel(bpf));
    }

    /**
     * The engine of the running kernel with other types than it has itself, for a kernel without BTF: raw tracepoints run by them, their
     * arguments are read by {@code probe_read_kernel}; tp_btf programs and iterators, which need the kernel's own, are refused.
     *
     * @param types those of the same build of the kernel, asked for when first needed; empty: none, programs are untyped
     */
    public static KernelEngine openWithTypes(Supplier<Optional<Btf>> types) {
        var kernel = new LinuxKernel();
        var bpf = new Bpf(kernel);
        return new KernelEngine(bpf, new LinuxHost(kernel), RunningKernel.withTypes(bpf, types));
    }

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public Target target() {
        return running.target();
    }

    @Override
    public Host host() {
        return host;
    }

    /** {@inheritDoc} Maps declared {@code LIBBPF_PIN_BY_NAME} are made for this load alone and not pinned. */
    @Override
    public KernelLoaded load(ObjectSpec object, LoadOptions options) {
        return load(object, options, Optional.empty());
    }

    /**
     * The same with maps shared by name: one that is declared {@code LIBBPF_PIN_BY_NAME} is the map pinned under its name
     * in {@code pins}, if there is one of equal shape, else it is created and pinned there, and stays when this process
     * ends.
     *
     * @param pins a folder of a bpf file system, such as {@code /sys/fs/bpf}
     */
    public KernelLoaded load(ObjectSpec object, LoadOptions options, Path pins) {
        return load(object, options, Optional.of(pins));
    }

    private KernelLoaded load(ObjectSpec object, LoadOptions options, Optional<Path> pins) {
        requireOpen();
        KernelLoaded result = new ObjectLoading(bpf, running, host, options, pins).load(object);
        loaded.add(result);
        result.onClose(() -> loaded.remove(result));
        if (closed) {
            result.close();
            requireOpen();
        }
        return result;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the kernel engine is closed");
        }
    }

    /** What is loaded on this machine, by whomever. */
    public KernelObjects objects() {
        return new KernelObjects(bpf);
    }

    /** The program of this id, whoever loaded it, as {@link #pinned} gives programs: the caller closes it. Unless there is none. */
    public Optional<KernelProgram> openProgram(int id) {
        return objects().openIfThere(KernelObjects.Kind.PROGRAM, id).map(pinned()::program);
    }

    /** The map of this id, whoever made it; the caller closes it. Unless there is none. */
    public Optional<KernelMap> openMap(int id) {
        return objects().openIfThere(KernelObjects.Kind.MAP, id).map(pinned()::map);
    }

    /** What is pinned on bpf file systems. */
    public PinnedObjects pinned() {
        return new PinnedObjects(bpf, running, host.possibleCpus());
    }

    /** Keeps run counts and times of every program on the machine, about 50 ns for each run, until it is closed. */
    public RunStatistics keepStatistics() {
        return RunStatistics.keep(bpf);
    }

    /**
     * A raw tracepoint with what the verifier knows about NULL, which BTF does not say: a program of four instructions is
     * loaded for each pointer, once for each boot. Empty for an unknown name or a kernel without BTF.
     */
    public Optional<RawTracepoint> describe(String tracepoint) {
        return running.tracepoints().describe(tracepoint).map(nullability()::complete);
    }

    /**
     * Whether the verifier lets a kind of program call a function of the kernel, as it says of one that does nothing else.
     * False for an unknown function and for one of a module.
     */
    public boolean mayCall(String function, AttachPoint point) {
        OptionalInt id =
                target().btf().map(btf -> btf.find(BtfKind.FUNCTION, function)).orElse(OptionalInt.empty());
        if (id.isEmpty()) {
            return false;
        }
        String log = probe(
                point,
                List.of(
                        new Instruction.CallKernelFunction(id.getAsInt(), (short) 0),
                        new Instruction.Alu(AluOperation.MOV, true, Register.R0, Operand.of(0)),
                        new Instruction.Exit()));
        return NO_CALL.stream().noneMatch(log::contains);
    }

    private synchronized ArgumentNullability nullability() {
        ArgumentNullability known = nullability;
        if (known == null) {
            known = new ArgumentNullability(this::probe, NullabilityCache.ofUser());
            nullability = known;
        }
        return known;
    }

    /** The verifier's log about a program of no object; empty if it accepts it. */
    private String probe(AttachPoint point, List<Instruction> code) {
        var program =
                new ProgramSpec("rawtap_probe", "", point, true, code, List.of(), List.of(), List.of(), List.of());
        try {
            new ProgramLoading(bpf, running, ObjectTypes.NONE, "GPL", false)
                    .load(program, List.of())
                    .descriptor()
                    .close();
            return "";
        } catch (ProgramRejectedException refused) {
            return refused.log();
        }
    }

    @Override
    public void close() {
        closed = true;
        new ArrayList<>(loaded).forEach(KernelLoaded::close);
    }
}
