package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_OBJ_PIN} and {@code BPF_OBJ_GET} (include/uapi/linux/bpf.h, 6.18; since 4.4).
 */
public final class ObjectPathAttribute {
    /** Address of a path on a bpf file system, a C string. */
    public static final Field.U64 PATH = new Field.U64("pathname", 0);

    /** What to pin; 0 for OBJ_GET. */
    public static final Field.U32 FD = new Field.U32("bpf_fd", 8);

    /** {@code BPF_F_RDONLY}, {@code BPF_F_WRONLY}, {@code BPF_F_PATH_FD}. */
    public static final Field.U32 FLAGS = new Field.U32("file_flags", 12);

    /** With {@code BPF_F_PATH_FD} (6.5). */
    public static final Field.U32 DIRECTORY_FD = new Field.U32("path_fd", 16);

    /** Bytes of the struct. */
    public static final int SIZE = 24;

    private ObjectPathAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** To pin {@code fd} at {@code path}; to open, {@code fd} is 0. */
    public static MemorySegment of(Arena arena, String path, int fd) {
        MemorySegment attribute = allocate(arena);
        PATH.set(attribute, arena.allocateFrom(path));
        FD.set(attribute, fd);
        return attribute;
    }
}
