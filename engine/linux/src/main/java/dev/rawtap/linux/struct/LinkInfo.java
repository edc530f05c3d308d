package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct bpf_link_info} (include/uapi/linux/bpf.h, 6.18; since 5.8). Which member of the union holds depends on
 * {@link #TYPE}.
 */
public final class LinkInfo {
    /** {@code enum bpf_link_type}: {@link #TYPE_RAW_TRACEPOINT}, {@link #TYPE_TRACING}, {@link #TYPE_PERF_EVENT}, ... */
    public static final Field.U32 TYPE = new Field.U32("type", 0);

    /** The link's id. */
    public static final Field.U32 ID = new Field.U32("id", 4);

    /** The program. */
    public static final Field.U32 PROGRAM_ID = new Field.U32("prog_id", 8);

    /** Address that takes the name, a C string. */
    public static final Field.U64 RAW_TRACEPOINT_NAME = new Field.U64("raw_tracepoint.tp_name", 16);

    /** In: bytes that fit. Out: bytes with the NUL. */
    public static final Field.U32 RAW_TRACEPOINT_NAME_LENGTH = new Field.U32("raw_tracepoint.tp_name_len", 24);

    /** The cookie (6.17). */
    public static final Field.U64 RAW_TRACEPOINT_COOKIE = new Field.U64("raw_tracepoint.cookie", 32);

    /** Address that takes the name of what an iterator goes through, a C string. */
    public static final Field.U64 ITERATOR_TARGET = new Field.U64("iter.target_name", 16);

    /** In: bytes that fit. Out: bytes with the NUL. */
    public static final Field.U32 ITERATOR_TARGET_LENGTH = new Field.U32("iter.target_name_len", 24);

    /** {@code enum bpf_attach_type}. */
    public static final Field.U32 TRACING_ATTACH_TYPE = new Field.U32("tracing.attach_type", 16);

    /** BTF or program that holds the target. */
    public static final Field.U32 TRACING_TARGET_OBJECT_ID = new Field.U32("tracing.target_obj_id", 20);

    /** Type of the target in it. */
    public static final Field.U32 TRACING_TARGET_BTF_ID = new Field.U32("tracing.target_btf_id", 24);

    /** The cookie (6.17). */
    public static final Field.U64 TRACING_COOKIE = new Field.U64("tracing.cookie", 32);

    /** {@code enum bpf_perf_event_type}: 5 is a tracepoint (6.6). */
    public static final Field.U32 PERF_EVENT_TYPE = new Field.U32("perf_event.type", 16);

    /** Address that takes the name, a C string. */
    public static final Field.U64 TRACEPOINT_NAME = new Field.U64("perf_event.tracepoint.tp_name", 24);

    /** In: bytes that fit. Out: bytes with the NUL. */
    public static final Field.U32 TRACEPOINT_NAME_LENGTH = new Field.U32("perf_event.tracepoint.name_len", 32);

    /** The cookie (6.9). */
    public static final Field.U64 TRACEPOINT_COOKIE = new Field.U64("perf_event.tracepoint.cookie", 40);

    /** Bytes of the struct. */
    public static final int SIZE = 72;

    private LinkInfo() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** {@link #TYPE} of raw_tp and tp_btf links. */
    public static final int TYPE_RAW_TRACEPOINT = 1;

    /** {@link #TYPE} of fentry and similar links. */
    public static final int TYPE_TRACING = 2;

    /** {@link #TYPE} of iterators. */
    public static final int TYPE_ITERATOR = 4;

    /** {@link #TYPE} of links on a perf event: classic tracepoints, kprobes, uprobes. */
    public static final int TYPE_PERF_EVENT = 7;
}
