package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.btf.BtfKind;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionEncoder;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.linux.struct.PerfEventAttribute;
import dev.rawtap.linux.struct.ProgramLoadAttribute;
import dev.rawtap.linux.struct.RawTracepointOpenAttribute;
import dev.rawtap.object.AttachPoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What each way to the same event costs: a task's renaming by prctl(2), which passes the function {@code __set_task_comm} and in it the
 * tracepoint {@code task_rename}. Every program is the same two instructions. Rounds are short and alternate, and the best of each is told, so that what
 * else the machine does counts for little. Numbers of an emulated processor are good for their ratios alone.
 */
@KernelTest
class HooksTest {
    private static final Path KPROBE = Path.of("/sys/bus/event_source/devices/kprobe/type");
    private static final String FUNCTION = "__set_task_comm";
    private static final String TRACEPOINT = "task_rename";
    private static final List<Instruction> RETURN_ZERO =
            List.of(new Instruction.Alu(AluOperation.MOV, true, Register.R0, Operand.of(0)), new Instruction.Exit());
    private static final int ROUNDS = 21;
    private static final int CALLS = 2_000;

    /** {@code BPF_PROG_TYPE_KPROBE}, {@code BPF_PROG_TYPE_TRACING}, {@code BPF_TRACE_FENTRY} (linux/bpf.h, 6.18). */
    private static final int TYPE_KPROBE = 2;

    private static final int TYPE_TRACING = 26;
    private static final int FENTRY = 24;

    /** {@code kprobe_func} of struct perf_event_attr, and its length with the offset behind (linux/perf_event.h, 6.18). */
    private static final int KPROBE_FUNCTION = 56;

    private static final int WITH_KPROBE = 72;

    private static final int SET_NAME = 15;

    private final KernelEngine engine = KernelEngine.open();
    private final Kernel kernel = new LinuxKernel();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment name = arena.allocateFrom("hooks");
    private final MethodHandle prctl = prctl();

    @AfterEach
    void close() {
        arena.close();
        engine.close();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle prctl() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(1));
    }

    @Test
    void eachWayToTheSameEvent() throws Throwable {
        assumeTrue(Files.exists(KPROBE), "this kernel has no KPROBES");
        var ways = new LinkedHashMap<String, Supplier<AutoCloseable>>();
        ways.put("kprobe", this::kprobe);
        ways.put("tracepoint", () -> attached(Samples.classic("task", TRACEPOINT)));
        ways.put("raw tracepoint", () -> attached(Samples.raw(TRACEPOINT)));
        ways.put("tp_btf", () -> attached(Samples.typed(TRACEPOINT)));
        ways.put("fentry", this::fentry);
        long base = Long.MAX_VALUE;
        Map<String, Long> best = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (var way : ways.entrySet()) {
                base = Math.min(base, time());
                try (AutoCloseable _ = way.getValue().get()) {
                    best.merge(way.getKey(), time(), Math::min);
                }
            }
        }
        Map<String, Long> above = new LinkedHashMap<>();
        for (var way : best.entrySet()) {
            above.put(way.getKey(), way.getValue() - base);
        }
        double raw = Objects.requireNonNull(above.get("raw tracepoint"));
        String table = above.entrySet().stream()
                .map(entry -> "%s +%d ns (%.1f)".formatted(entry.getKey(), entry.getValue(), entry.getValue() / raw))
                .collect(Collectors.joining(", "));
        System.out.printf(
                "== hooks: base %d ns, %s; in brackets: by the raw tracepoint; best of %d%n", base, table, ROUNDS);
        // A breakpoint and a trap, against a call: more than that is not asserted of an emulated processor.
        assertThat(above.get("kprobe")).isPositive();
    }

    /** Nanoseconds of one call, after some that are not counted. */
    private long time() throws Throwable {
        call(CALLS / 10);
        long start = System.nanoTime();
        call(CALLS);
        return (System.nanoTime() - start) / CALLS;
    }

    private void call(int times) throws Throwable {
        for (int i = 0; i < times; i++) {
            int result = (int) prctl.invokeExact(SET_NAME, name);
            if (result != 0) {
                throw new IllegalStateException("prctl");
            }
        }
    }

    private AutoCloseable attached(AttachPoint point) {
        var loaded = engine.load(Samples.one(point, Samples.RETURN_ZERO), LoadOptions.DEFAULT.withLedger(false));
        var links = loaded.attach();
        return () -> {
            links.close();
            loaded.close();
        };
    }

    private FileDescriptor program(int type, int attachType, int function) {
        try (var call = Arena.ofConfined()) {
            byte[] bytes = InstructionEncoder.encode(RETURN_ZERO, ByteOrder.nativeOrder());
            MemorySegment attribute = ProgramLoadAttribute.allocate(call);
            ProgramLoadAttribute.TYPE.set(attribute, type);
            ProgramLoadAttribute.INSTRUCTION_COUNT.set(attribute, RETURN_ZERO.size());
            ProgramLoadAttribute.INSTRUCTIONS.set(attribute, call.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
            ProgramLoadAttribute.LICENSE.set(attribute, call.allocateFrom("GPL"));
            ProgramLoadAttribute.EXPECTED_ATTACH_TYPE.set(attribute, attachType);
            ProgramLoadAttribute.ATTACH_BTF_ID.set(attribute, function);
            return FileDescriptor.of(kernel, kernel.bpf(BpfCommand.PROG_LOAD, attribute), "load a program");
        }
    }

    private AutoCloseable kprobe() {
        FileDescriptor program = program(TYPE_KPROBE, 0, 0);
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = call.allocate(128, 8);
            PerfEventAttribute.TYPE.set(
                    attribute, Integer.parseInt(Files.readString(KPROBE).strip()));
            PerfEventAttribute.STRUCT_SIZE.set(attribute, WITH_KPROBE);
            attribute.set(
                    ValueLayout.JAVA_LONG,
                    KPROBE_FUNCTION,
                    call.allocateFrom(FUNCTION).address());
            FileDescriptor event =
                    FileDescriptor.of(kernel, kernel.perfEventOpen(attribute, -1, 0), "open a kprobe on " + FUNCTION);
            Kernel.require(
                    kernel.ioctl(event.number(), PerfEventAttribute.IOCTL_SET_BPF, program.number()),
                    "attach to a kprobe");
            Kernel.require(kernel.ioctl(event.number(), PerfEventAttribute.IOCTL_ENABLE, 0), "enable a kprobe");
            return () -> {
                event.close();
                program.close();
            };
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private AutoCloseable fentry() {
        int function = engine.target()
                .btf()
                .orElseThrow()
                .find(BtfKind.FUNCTION, FUNCTION)
                .orElseThrow();
        FileDescriptor program = program(TYPE_TRACING, FENTRY, function);
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = RawTracepointOpenAttribute.allocate(call);
            RawTracepointOpenAttribute.PROGRAM_FD.set(attribute, program.number());
            FileDescriptor link = FileDescriptor.of(
                    kernel,
                    kernel.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, attribute),
                    "attach to the entry of " + FUNCTION);
            return () -> {
                link.close();
                program.close();
            };
        }
    }
}
