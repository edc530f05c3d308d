package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_PROG_BIND_MAP} (include/uapi/linux/bpf.h, 6.18; since 5.10): the map lives as long
 * as the program.
 */
public final class ProgramBindMapAttribute {
    /** The program. */
    public static final Field.U32 PROGRAM_FD = new Field.U32("prog_bind_map.prog_fd", 0);

    /** The map. */
    public static final Field.U32 MAP_FD = new Field.U32("prog_bind_map.map_fd", 4);

    /** None so far. */
    public static final Field.U32 FLAGS = new Field.U32("prog_bind_map.flags", 8);

    /** Bytes of the struct. */
    public static final int SIZE = 12;

    private ProgramBindMapAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** All of it. */
    public static MemorySegment of(Arena arena, int program, int map) {
        MemorySegment attribute = allocate(arena);
        PROGRAM_FD.set(attribute, program);
        MAP_FD.set(attribute, map);
        return attribute;
    }
}
