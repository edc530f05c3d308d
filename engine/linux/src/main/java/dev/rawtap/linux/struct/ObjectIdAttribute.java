package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of the commands that walk and open programs, maps, BTF and links by id
 * (include/uapi/linux/bpf.h, 6.18; since 4.13, BTF 4.18 and 5.2, links 5.8). They need CAP_SYS_ADMIN.
 */
public final class ObjectIdAttribute {
    /** Walk: the id before the wanted one, 0 to start. Open: the id. */
    public static final Field.U32 ID = new Field.U32("start_id", 0);

    /** Out of a walk; {@code ENOENT} at the end. */
    public static final Field.U32 NEXT_ID = new Field.U32("next_id", 4);

    /** Of maps: {@code BPF_F_RDONLY}, {@code BPF_F_WRONLY}. */
    public static final Field.U32 OPEN_FLAGS = new Field.U32("open_flags", 8);

    /** BPF token (6.17). */
    public static final Field.U32 TOKEN_FD = new Field.U32("fd_by_id_token_fd", 12);

    /** Bytes of the struct. */
    public static final int SIZE = 16;

    private ObjectIdAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** From or for {@code id}. */
    public static MemorySegment of(Arena arena, int id) {
        MemorySegment attribute = allocate(arena);
        ID.set(attribute, id);
        return attribute;
    }
}
