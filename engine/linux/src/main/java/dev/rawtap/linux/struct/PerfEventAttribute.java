package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct perf_event_attr} (include/uapi/linux/perf_event.h, 6.18), the first 64 bytes of it
 * ({@code PERF_ATTR_SIZE_VER0}), which every kernel takes.
 */
public final class PerfEventAttribute {
    /** {@code enum perf_type_id}: {@link #TYPE_SOFTWARE}, {@link #TYPE_TRACEPOINT}, 0 for the processor's. */
    public static final Field.U32 TYPE = new Field.U32("type", 0);

    /** {@link #SIZE}. */
    public static final Field.U32 STRUCT_SIZE = new Field.U32("size", 4);

    /** The event: a tracepoint's id, or {@link #SOFTWARE_BPF_OUTPUT}. */
    public static final Field.U64 CONFIG = new Field.U64("config", 8);

    /** Events between samples. */
    public static final Field.U64 SAMPLE_PERIOD = new Field.U64("sample_period", 16);

    /** {@link #SAMPLE_RAW}. */
    public static final Field.U64 SAMPLE_TYPE = new Field.U64("sample_type", 24);

    /** Unused here. */
    public static final Field.U64 READ_FORMAT = new Field.U64("read_format", 32);

    /** One-bit members, the lowest of them {@code disabled}. */
    private static final Field.U64 BITS = new Field.U64("bits", 40);

    /** Samples between wake-ups. */
    public static final Field.U32 WAKEUP_EVENTS = new Field.U32("wakeup_events", 48);

    /** Bytes of the struct. */
    public static final int SIZE = 64;

    private PerfEventAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** {@code PERF_TYPE_SOFTWARE}. */
    public static final int TYPE_SOFTWARE = 1;

    /** {@code PERF_TYPE_TRACEPOINT}. */
    public static final int TYPE_TRACEPOINT = 2;

    /** {@code PERF_COUNT_SW_BPF_OUTPUT}: what {@code bpf_perf_event_output} writes. */
    public static final long SOFTWARE_BPF_OUTPUT = 10;

    /** {@code PERF_SAMPLE_RAW}: samples are the program's bytes alone. */
    public static final long SAMPLE_RAW = 1 << 10;

    /** {@code PERF_FLAG_FD_CLOEXEC} of perf_event_open(2). */
    public static final long FLAG_CLOSE_ON_EXEC = 8;

    /** {@code PERF_EVENT_IOC_ENABLE} of ioctl(2). */
    public static final long IOCTL_ENABLE = 0x2400;

    /** {@code PERF_EVENT_IOC_DISABLE} of ioctl(2). */
    public static final long IOCTL_DISABLE = 0x2401;

    /** {@code PERF_EVENT_IOC_SET_BPF} of ioctl(2): argument is the program fd. */
    public static final long IOCTL_SET_BPF = 0x40042408;

    /** Output of {@code bpf_perf_event_output}, waking the reader every {@code wakeup} samples. */
    public static MemorySegment ofBpfOutput(Arena arena, int wakeup) {
        MemorySegment attribute = allocate(arena);
        TYPE.set(attribute, TYPE_SOFTWARE);
        STRUCT_SIZE.set(attribute, SIZE);
        CONFIG.set(attribute, SOFTWARE_BPF_OUTPUT);
        SAMPLE_PERIOD.set(attribute, 1);
        SAMPLE_TYPE.set(attribute, SAMPLE_RAW);
        WAKEUP_EVENTS.set(attribute, wakeup);
        return attribute;
    }

    /** A counter of a type that fires every {@code period} counts, once it is enabled. */
    public static MemorySegment ofCounted(Arena arena, int type, int event, long period) {
        MemorySegment attribute = allocate(arena);
        TYPE.set(attribute, type);
        STRUCT_SIZE.set(attribute, SIZE);
        CONFIG.set(attribute, event);
        SAMPLE_PERIOD.set(attribute, period);
        BITS.set(attribute, 1);
        return attribute;
    }

    /** The classic tracepoint with this id ({@code events/C/N/id} of tracefs). */
    public static MemorySegment ofTracepoint(Arena arena, int id) {
        MemorySegment attribute = allocate(arena);
        TYPE.set(attribute, TYPE_TRACEPOINT);
        STRUCT_SIZE.set(attribute, SIZE);
        CONFIG.set(attribute, id);
        SAMPLE_PERIOD.set(attribute, 1);
        SAMPLE_TYPE.set(attribute, SAMPLE_RAW);
        WAKEUP_EVENTS.set(attribute, 1);
        return attribute;
    }
}
