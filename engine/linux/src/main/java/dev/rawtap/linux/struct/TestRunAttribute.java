package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_PROG_TEST_RUN} (include/uapi/linux/bpf.h, 6.18; raw tracepoint programs since
 * 5.10). For a raw_tp program only the context, flags and CPU may be set: {@link #REPEAT}, {@link #DATA_IN} and
 * {@link #CONTEXT_OUT} must stay 0 (net/bpf/test_run.c).
 */
public final class TestRunAttribute {
    /** The program. */
    public static final Field.U32 PROGRAM_FD = new Field.U32("test.prog_fd", 0);

    /** Out: r0. */
    public static final Field.U32 RESULT = new Field.U32("test.retval", 4);

    /** Bytes of packet data. */
    public static final Field.U32 DATA_SIZE_IN = new Field.U32("test.data_size_in", 8);

    /** In: bytes that fit. Out: bytes written. */
    public static final Field.U32 DATA_SIZE_OUT = new Field.U32("test.data_size_out", 12);

    /** Address of packet data. */
    public static final Field.U64 DATA_IN = new Field.U64("test.data_in", 16);

    /** Address that takes packet data. */
    public static final Field.U64 DATA_OUT = new Field.U64("test.data_out", 24);

    /** Runs; packet programs only. */
    public static final Field.U32 REPEAT = new Field.U32("test.repeat", 32);

    /** Out: nanoseconds of one run. */
    public static final Field.U32 DURATION = new Field.U32("test.duration", 36);

    /** Bytes of the context. */
    public static final Field.U32 CONTEXT_SIZE_IN = new Field.U32("test.ctx_size_in", 40);

    /** Bytes that fit the context out. */
    public static final Field.U32 CONTEXT_SIZE_OUT = new Field.U32("test.ctx_size_out", 44);

    /** Address of the context; of a raw tracepoint: its arguments, u64 each. */
    public static final Field.U64 CONTEXT_IN = new Field.U64("test.ctx_in", 48);

    /** Address that takes the context. */
    public static final Field.U64 CONTEXT_OUT = new Field.U64("test.ctx_out", 56);

    /** {@link #ON_CPU}. */
    public static final Field.U32 FLAGS = new Field.U32("test.flags", 64);

    /** The CPU to run on, with {@link #ON_CPU}. */
    public static final Field.U32 CPU = new Field.U32("test.cpu", 68);

    /** XDP live frames (5.18). */
    public static final Field.U32 BATCH_SIZE = new Field.U32("test.batch_size", 72);

    /** Bytes of the struct. */
    public static final int SIZE = 80;

    private TestRunAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** Flag {@code BPF_F_TEST_RUN_ON_CPU}: run on {@link #CPU}, interrupting it. */
    public static final int ON_CPU = 1;

    /** For a raw tracepoint program with {@code context} as its arguments. */
    public static MemorySegment ofContext(Arena arena, int program, MemorySegment context) {
        MemorySegment attribute = allocate(arena);
        PROGRAM_FD.set(attribute, program);
        CONTEXT_IN.set(attribute, context);
        CONTEXT_SIZE_IN.set(attribute, Math.toIntExact(context.byteSize()));
        return attribute;
    }
}
