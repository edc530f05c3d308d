package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_RAW_TRACEPOINT_OPEN} (include/uapi/linux/bpf.h, 6.18; the command since 4.17).
 * Answers a link fd. {@code ENOENT}: no such tracepoint, or its module is not loaded. {@code EINVAL}: the program reads
 * an argument or writes a byte that the tracepoint does not have.
 */
public final class RawTracepointOpenAttribute {
    /** Address of the name, a C string below 128 bytes; 0 for tp_btf, which has it from its load. */
    public static final Field.U64 NAME = new Field.U64("raw_tracepoint.name", 0);

    /** The program. */
    public static final Field.U32 PROGRAM_FD = new Field.U32("raw_tracepoint.prog_fd", 8);

    /** What {@code bpf_get_attach_cookie} answers (6.10; before, {@code E2BIG} unless 0). */
    public static final Field.U64 COOKIE = new Field.U64("raw_tracepoint.cookie", 16);

    /** Bytes of the struct. */
    public static final int SIZE = 24;

    private RawTracepointOpenAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** For a raw_tp or raw_tp.w program. */
    public static MemorySegment of(Arena arena, String name, int program, long cookie) {
        MemorySegment attribute = ofBtf(arena, program, cookie);
        NAME.set(attribute, arena.allocateFrom(name));
        return attribute;
    }

    /** For a tp_btf program. */
    public static MemorySegment ofBtf(Arena arena, int program, long cookie) {
        MemorySegment attribute = allocate(arena);
        PROGRAM_FD.set(attribute, program);
        COOKIE.set(attribute, cookie);
        return attribute;
    }
}
