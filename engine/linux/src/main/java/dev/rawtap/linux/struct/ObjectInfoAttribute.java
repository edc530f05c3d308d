package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_OBJ_GET_INFO_BY_FD} (include/uapi/linux/bpf.h, 6.18; since 4.13). The kernel
 * fills as much of the info struct as it and {@link #LENGTH} know, and writes back how much that is.
 */
public final class ObjectInfoAttribute {
    /** Program, map, BTF or link. */
    public static final Field.U32 FD = new Field.U32("info.bpf_fd", 0);

    /** In: bytes of the struct. Out: bytes filled. */
    public static final Field.U32 LENGTH = new Field.U32("info.info_len", 4);

    /** Address of {@link ProgramInfo}, {@link MapInfo}, {@link BtfInfo} or {@link LinkInfo}. */
    public static final Field.U64 INFO = new Field.U64("info.info", 8);

    /** Bytes of the struct. */
    public static final int SIZE = 16;

    private ObjectInfoAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** To fill {@code info} about {@code fd}. */
    public static MemorySegment of(Arena arena, int fd, MemorySegment info) {
        MemorySegment attribute = allocate(arena);
        FD.set(attribute, fd);
        LENGTH.set(attribute, Math.toIntExact(info.byteSize()));
        INFO.set(attribute, info);
        return attribute;
    }
}
