package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_LINK_DETACH} (include/uapi/linux/bpf.h, 6.18; since 5.9). Raw tracepoint links
 * answer {@code EOPNOTSUPP}: close their fd instead.
 */
public final class LinkDetachAttribute {
    /** The link. */
    public static final Field.U32 LINK_FD = new Field.U32("link_detach.link_fd", 0);

    /** Bytes of the struct. */
    public static final int SIZE = 4;

    private LinkDetachAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** All of it. */
    public static MemorySegment of(Arena arena, int link) {
        MemorySegment attribute = allocate(arena);
        LINK_FD.set(attribute, link);
        return attribute;
    }
}
