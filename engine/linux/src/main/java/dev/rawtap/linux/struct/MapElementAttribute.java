package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of the commands on one element: lookup, update, delete, next key, lookup and delete, and (the fd
 * alone) freeze. include/uapi/linux/bpf.h, 6.18; since 3.18, lookup and delete 4.20, freeze 5.2.
 */
public final class MapElementAttribute {
    /** The map. */
    public static final Field.U32 MAP_FD = new Field.U32("map_fd", 0);

    /** Address of the key; 0 asks GET_NEXT_KEY for the first one (4.12). */
    public static final Field.U64 KEY = new Field.U64("key", 8);

    /** Address of the value, or of the next key. A per-CPU map needs 8-byte rounded values for every possible CPU. */
    public static final Field.U64 VALUE = new Field.U64("value", 16);

    /** {@link #ANY}, {@link #NO_EXIST}, {@link #EXIST}, {@link #LOCK}. */
    public static final Field.U64 FLAGS = new Field.U64("flags", 24);

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    private MapElementAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** Flag: create or overwrite. */
    public static final long ANY = 0;

    /** Flag: create, or {@code EEXIST}. */
    public static final long NO_EXIST = 1;

    /** Flag: overwrite, or {@code ENOENT}. */
    public static final long EXIST = 2;

    /** Flag: take the value's {@code bpf_spin_lock} (5.1). */
    public static final long LOCK = 4;

    /** All of it; {@code key} and {@code value} may be {@link MemorySegment#NULL}. */
    public static MemorySegment of(Arena arena, int map, MemorySegment key, MemorySegment value, long flags) {
        MemorySegment attribute = allocate(arena);
        MAP_FD.set(attribute, map);
        KEY.set(attribute, key);
        VALUE.set(attribute, value);
        FLAGS.set(attribute, flags);
        return attribute;
    }
}
