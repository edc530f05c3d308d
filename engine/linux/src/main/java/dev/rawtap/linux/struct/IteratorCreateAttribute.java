package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_ITER_CREATE} (include/uapi/linux/bpf.h, 6.18; since 5.8). Answers a descriptor:
 * reading it to the end runs the iterator once.
 */
public final class IteratorCreateAttribute {
    /** The link of the iterator program. */
    public static final Field.U32 LINK_FD = new Field.U32("iter_create.link_fd", 0);

    /** None. */
    public static final Field.U32 FLAGS = new Field.U32("iter_create.flags", 4);

    /** Bytes of the struct. */
    public static final int SIZE = 8;

    private IteratorCreateAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** For one round of an iterator. */
    public static MemorySegment of(Arena arena, int link) {
        MemorySegment attribute = allocate(arena);
        LINK_FD.set(attribute, link);
        return attribute;
    }
}
