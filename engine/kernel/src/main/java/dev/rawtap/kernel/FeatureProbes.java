package dev.rawtap.kernel;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R3;
import static dev.rawtap.isa.Register.R4;

import dev.rawtap.base.Errno;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionEncoder;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.LinkCreateAttribute;
import dev.rawtap.linux.struct.MapBatchAttribute;
import dev.rawtap.linux.struct.MapCreateAttribute;
import dev.rawtap.linux.struct.ProgramLoadAttribute;
import dev.rawtap.linux.struct.RawTracepointOpenAttribute;
import dev.rawtap.linux.struct.TestRunAttribute;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Asks the running kernel, by the smallest program, map or command that only a kernel with the feature takes. */
final class FeatureProbes {
    private static final int PAGE = 65536;
    private static final int NO_DESCRIPTOR = -1;
    private static final int PROBE_LOG = 4096;

    /** More than a program's stack, which was the limit (kernel/bpf/hashtab.c, 5.10). */
    private static final int LONG_KEY = 520;

    /** What verifiers say of a helper that does not exist, or not for this kind of program. */
    private static final Pattern HELPER_REFUSED =
            Pattern.compile("(invalid|unknown) func |program of this type cannot use helper");

    private static final List<Instruction> RETURN_ZERO = List.of(move(R0, 0), new Instruction.Exit());

    private final Bpf bpf;
    private final Supplier<Optional<AttachTarget>> anyTracepoint;
    private final Supplier<Optional<AttachTarget>> anyIterator;

    /**
     * @param anyTracepoint one that a tp_btf program can be loaded for
     * @param anyIterator one that an iterator program can be loaded for
     */
    FeatureProbes(
            Bpf bpf, Supplier<Optional<AttachTarget>> anyTracepoint, Supplier<Optional<AttachTarget>> anyIterator) {
        this.bpf = bpf;
        this.anyTracepoint = anyTracepoint;
        this.anyIterator = anyIterator;
    }

    /** Whether the kernel has the feature, as far as this process may use it. */
    boolean has(Feature feature) {
        return switch (feature) {
            case RAW_TRACEPOINT -> loads(RETURN_ZERO);
            case GLOBAL_DATA -> creates(MapType.ARRAY, 4, 1, 1 << 7);
            case BOUNDED_LOOPS ->
                loads(List.of(
                        move(R0, 10),
                        new Instruction.Alu(AluOperation.SUB, true, R0, Operand.of(1)),
                        new Instruction.Branch(Condition.NE, true, R0, Operand.of(0), (short) -2),
                        new Instruction.Exit()));
            case PROBE_READ_KERNEL ->
                loads(List.of(
                        new Instruction.Alu(AluOperation.MOV, true, R1, Operand.of(R10)),
                        new Instruction.Alu(AluOperation.ADD, true, R1, Operand.of(-8)),
                        move(R2, 8),
                        move(R3, 0),
                        new Instruction.Call(113),
                        move(R0, 0),
                        new Instruction.Exit()));
            case BTF_TRACEPOINT -> withBtfProgram(program -> true);
            case MAP_BATCH -> batches();
            case RING_BUFFER -> creates(MapType.RINGBUF, 0, PAGE, 0);
            case USER_RING_BUFFER -> creates(MapType.USER_RINGBUF, 0, PAGE, 0);
            case ITERATOR -> loadsIterator();
            case TRACING_LINK -> withBtfProgram(this::links);
            case RAW_TRACEPOINT_TEST_RUN -> withProgram(this::testRuns);
            case LONG_KEYS -> creates(MapType.HASH, LONG_KEY, 1, 0);
            case ATOMIC_FETCH ->
                loads(List.of(
                        new Instruction.Store(Size.DOUBLE, R10, (short) -8, Operand.of(0)),
                        move(R1, 1),
                        new Instruction.Atomic(AtomicOperation.ADD, true, Size.DOUBLE, R10, (short) -8, R1),
                        move(R0, 0),
                        new Instruction.Exit()));
            case PERF_EVENT_LINK -> linksPerfEvents();
            case LOOP_HELPER -> loopHelper();
            case LOG_TRUE_SIZE -> logTrueSize();
            case INSTRUCTIONS_V4 ->
                loads(List.of(move(R1, -1), new Instruction.MoveSignExtend(8, true, R0, R1), new Instruction.Exit()));
            // One that leads nowhere else was refused until 6.13.
            case MAY_GOTO ->
                loads(List.of(move(R0, 0), new Instruction.MayGoto((short) 1), move(R0, 1), new Instruction.Exit()));
            case RAW_TRACEPOINT_COOKIE -> takesCookie();
            case LOAD_ACQUIRE ->
                loads(List.of(
                        new Instruction.Store(Size.DOUBLE, R10, (short) -8, Operand.of(0)),
                        new Instruction.LoadAcquire(Size.DOUBLE, R0, R10, (short) -8),
                        new Instruction.Exit()));
            // Not tp_btf: 5.10 takes those too, although it runs them where they must not sleep.
            case SLEEPABLE_TRACEPOINT ->
                closing(load(RETURN_ZERO, ProgramKind.RAW_TRACEPOINT, 0, 0, ProgramKind.SLEEPABLE));
        };
    }

    /** Whether a tracing program may call {@code helper}: asked for each kind of program in turn. */
    boolean hasHelper(Helper helper) {
        List<Instruction> code = List.of(new Instruction.Call(helper.id()), move(R0, 0), new Instruction.Exit());
        return knows(code, ProgramKind.RAW_TRACEPOINT, 0, 0)
                || knows(code, ProgramKind.PERF_EVENT, 0, 0)
                || anyTracepoint
                        .get()
                        .filter(point ->
                                knows(code, ProgramKind.TRACING, LinkCreateAttribute.TRACE_RAW_TP, point.type()))
                        .isPresent()
                || anyIterator
                        .get()
                        .filter(point ->
                                knows(code, ProgramKind.TRACING, LinkCreateAttribute.TRACE_ITERATOR, point.type()))
                        .isPresent();
    }

    /** The verifier finds helpers before it looks at their arguments, which are wrong here; its log says which it was. */
    private boolean knows(List<Instruction> code, int type, int attachType, int attachBtfId) {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = attribute(call, code, type);
            MemorySegment log = call.allocate(PROBE_LOG);
            ProgramLoadAttribute.EXPECTED_ATTACH_TYPE.set(attribute, attachType);
            ProgramLoadAttribute.ATTACH_BTF_ID.set(attribute, attachBtfId);
            ProgramLoadAttribute.LOG_LEVEL.set(attribute, 1);
            ProgramLoadAttribute.LOG_SIZE.set(attribute, PROBE_LOG);
            ProgramLoadAttribute.LOG_BUFFER.set(attribute, log);
            boolean loaded = closing(bpf.call(BpfCommand.PROG_LOAD, attribute));
            String text = log.getString(0);
            return loaded || (!text.isBlank() && !HELPER_REFUSED.matcher(text).find());
        }
    }

    private boolean loadsIterator() {
        return anyIterator
                .get()
                .filter(point -> closing(
                        load(RETURN_ZERO, ProgramKind.TRACING, LinkCreateAttribute.TRACE_ITERATOR, point.type())))
                .isPresent();
    }

    private static Instruction move(Register register, int value) {
        return new Instruction.Alu(AluOperation.MOV, true, register, Operand.of(value));
    }

    private boolean loads(List<Instruction> code) {
        return closing(load(code, ProgramKind.RAW_TRACEPOINT, 0, 0));
    }

    private int load(List<Instruction> code, int type, int attachType, int attachBtfId) {
        return load(code, type, attachType, attachBtfId, 0);
    }

    private int load(List<Instruction> code, int type, int attachType, int attachBtfId, int flags) {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = attribute(call, code, type);
            ProgramLoadAttribute.FLAGS.set(attribute, flags);
            ProgramLoadAttribute.EXPECTED_ATTACH_TYPE.set(attribute, attachType);
            ProgramLoadAttribute.ATTACH_BTF_ID.set(attribute, attachBtfId);
            return bpf.call(BpfCommand.PROG_LOAD, attribute);
        }
    }

    private static MemorySegment attribute(Arena call, List<Instruction> code, int type) {
        byte[] bytes = InstructionEncoder.encode(code, ByteOrder.nativeOrder());
        MemorySegment attribute = ProgramLoadAttribute.allocate(call);
        ProgramLoadAttribute.TYPE.set(attribute, type);
        ProgramLoadAttribute.INSTRUCTION_COUNT.set(attribute, bytes.length / 8);
        ProgramLoadAttribute.INSTRUCTIONS.set(attribute, call.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
        ProgramLoadAttribute.LICENSE.set(attribute, call.allocateFrom("GPL"));
        ProgramLoadAttribute.NAME.set(attribute, "rawtap_probe");
        return attribute;
    }

    /** Whether a descriptor was answered, which is closed. */
    private boolean closing(int result) {
        if (result >= 0) {
            new FileDescriptor(bpf.kernel(), result).close();
        }
        return result >= 0;
    }

    private boolean withProgram(IntPredicate test) {
        return with(load(RETURN_ZERO, ProgramKind.RAW_TRACEPOINT, 0, 0), test);
    }

    private boolean withBtfProgram(IntPredicate test) {
        return anyTracepoint
                .get()
                .filter(point -> with(
                        load(RETURN_ZERO, ProgramKind.TRACING, LinkCreateAttribute.TRACE_RAW_TP, point.type()), test))
                .isPresent();
    }

    private boolean with(int result, IntPredicate test) {
        if (result < 0) {
            return false;
        }
        try (var program = new FileDescriptor(bpf.kernel(), result)) {
            return test.test(program.number());
        }
    }

    private boolean creates(MapType type, int keySize, int entries, int flags) {
        return closing(create(type, keySize, entries, flags));
    }

    private int create(MapType type, int keySize, int entries, int flags) {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = MapCreateAttribute.allocate(call);
            MapCreateAttribute.TYPE.set(attribute, type.number());
            MapCreateAttribute.KEY_SIZE.set(attribute, keySize);
            MapCreateAttribute.VALUE_SIZE.set(attribute, keySize);
            MapCreateAttribute.MAX_ENTRIES.set(attribute, entries);
            MapCreateAttribute.FLAGS.set(attribute, flags);
            MapCreateAttribute.NAME.set(attribute, "rawtap_probe");
            return bpf.call(BpfCommand.MAP_CREATE, attribute);
        }
    }

    /** A batch over an empty map ends at once; an unknown command is EINVAL. */
    private boolean batches() {
        return with(create(MapType.HASH, 4, 1, 0), map -> {
            try (var call = Arena.ofConfined()) {
                MemorySegment attribute = MapBatchAttribute.allocate(call);
                MapBatchAttribute.MAP_FD.set(attribute, map);
                MapBatchAttribute.OUT_BATCH.set(attribute, call.allocate(8));
                MapBatchAttribute.KEYS.set(attribute, call.allocate(8));
                MapBatchAttribute.VALUES.set(attribute, call.allocate(8));
                MapBatchAttribute.COUNT.set(attribute, 1);
                return bpf.call(BpfCommand.MAP_LOOKUP_BATCH, attribute) == -Errno.ENOENT.number();
            }
        });
    }

    /** Attaches for a moment a program that does nothing. */
    private boolean links(int program) {
        try (var call = Arena.ofConfined()) {
            return closing(bpf.call(BpfCommand.LINK_CREATE, LinkCreateAttribute.ofTracing(call, program, 0)));
        }
    }

    private boolean testRuns(int program) {
        try (var call = Arena.ofConfined()) {
            MemorySegment context = call.allocate(8, 8);
            return bpf.call(BpfCommand.PROG_TEST_RUN, TestRunAttribute.ofContext(call, program, context)) == 0;
        }
    }

    /** A kernel that knows the attach type looks for the perf event, which is none: EBADF. */
    private boolean linksPerfEvents() {
        return with(load(RETURN_ZERO, ProgramKind.TRACEPOINT, 0, 0), program -> {
            try (var call = Arena.ofConfined()) {
                MemorySegment attribute = LinkCreateAttribute.ofPerfEvent(call, program, NO_DESCRIPTOR, 0);
                return bpf.call(BpfCommand.LINK_CREATE, attribute) == -Errno.EBADF.number();
            }
        });
    }

    /** A wrong second argument is EACCES, an unknown helper EINVAL. */
    private boolean loopHelper() {
        List<Instruction> code = List.of(
                move(R1, 1),
                move(R2, 0),
                move(R3, 0),
                move(R4, 0),
                new Instruction.Call(181),
                move(R0, 0),
                new Instruction.Exit());
        return load(code, ProgramKind.RAW_TRACEPOINT, 0, 0) == -Errno.EACCES.number();
    }

    private boolean logTrueSize() {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = attribute(call, RETURN_ZERO, ProgramKind.RAW_TRACEPOINT);
            MemorySegment log = call.allocate(4096);
            ProgramLoadAttribute.LOG_LEVEL.set(attribute, 1);
            ProgramLoadAttribute.LOG_SIZE.set(attribute, (int) log.byteSize());
            ProgramLoadAttribute.LOG_BUFFER.set(attribute, log);
            closing(bpf.call(BpfCommand.PROG_LOAD, attribute));
            return ProgramLoadAttribute.LOG_TRUE_SIZE.get(attribute) > 0;
        }
    }

    /** A kernel that knows cookies looks for the program, which is none: EBADF; others refuse the attribute. */
    private boolean takesCookie() {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = RawTracepointOpenAttribute.of(call, "sys_enter", NO_DESCRIPTOR, 1);
            return bpf.call(BpfCommand.RAW_TRACEPOINT_OPEN, attribute) == -Errno.EBADF.number();
        }
    }
}
