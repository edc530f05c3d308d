package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_LINK_CREATE} (include/uapi/linux/bpf.h, 6.18; since 5.7, perf events 5.15, tp_btf 5.19).
 * Answers a link fd. Raw_tp programs answer {@code EINVAL}: they attach by {@code BPF_RAW_TRACEPOINT_OPEN} alone.
 */
public final class LinkCreateAttribute {
    /** The program. */
    public static final Field.U32 PROGRAM_FD = new Field.U32("link_create.prog_fd", 0);

    /** What to attach to; a perf event, or 0 for tp_btf. */
    public static final Field.U32 TARGET_FD = new Field.U32("link_create.target_fd", 4);

    /** {@code enum bpf_attach_type}. */
    public static final Field.U32 ATTACH_TYPE = new Field.U32("link_create.attach_type", 8);

    /** None for tracing. */
    public static final Field.U32 FLAGS = new Field.U32("link_create.flags", 12);

    /** 0 for tp_btf. */
    public static final Field.U32 TRACING_TARGET_BTF_ID = new Field.U32("link_create.tracing.target_btf_id", 16);

    /** Cookie of a tp_btf program (6.10; other tracing programs 5.19). */
    public static final Field.U64 TRACING_COOKIE = new Field.U64("link_create.tracing.cookie", 24);

    /** Cookie of a program on a perf event (5.15). */
    public static final Field.U64 PERF_EVENT_COOKIE = new Field.U64("link_create.perf_event.bpf_cookie", 16);

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    private LinkCreateAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** {@code BPF_TRACE_RAW_TP}: attach type of tp_btf programs. */
    public static final int TRACE_RAW_TP = 23;

    /** {@code BPF_TRACE_ITER}: attach type of iterator programs. */
    public static final int TRACE_ITERATOR = 28;

    /** {@code BPF_PERF_EVENT}: attach type of programs on a perf event. */
    public static final int PERF_EVENT = 41;

    /** For a tp_btf program. */
    public static MemorySegment ofTracing(Arena arena, int program, long cookie) {
        MemorySegment attribute = allocate(arena);
        PROGRAM_FD.set(attribute, program);
        ATTACH_TYPE.set(attribute, TRACE_RAW_TP);
        TRACING_COOKIE.set(attribute, cookie);
        return attribute;
    }

    /** For an iterator program that needs no parameters. */
    public static MemorySegment ofIterator(Arena arena, int program) {
        MemorySegment attribute = allocate(arena);
        PROGRAM_FD.set(attribute, program);
        ATTACH_TYPE.set(attribute, TRACE_ITERATOR);
        return attribute;
    }

    /** For a program on a perf event, such as a classic tracepoint's. */
    public static MemorySegment ofPerfEvent(Arena arena, int program, int event, long cookie) {
        MemorySegment attribute = allocate(arena);
        PROGRAM_FD.set(attribute, program);
        TARGET_FD.set(attribute, event);
        ATTACH_TYPE.set(attribute, PERF_EVENT);
        PERF_EVENT_COOKIE.set(attribute, cookie);
        return attribute;
    }
}
