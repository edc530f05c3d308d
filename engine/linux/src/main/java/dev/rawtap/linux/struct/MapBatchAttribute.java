package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of the batch commands (include/uapi/linux/bpf.h, 6.18; hash and array since 5.6, per-CPU hash
 * with them, per-CPU array 5.13; a map type without batches answers errno 524, ENOTSUPP).
 *
 * <p>Start with {@link #IN_BATCH} 0; give {@link #OUT_BATCH} memory for the key (hash maps: 4 bytes at least) and pass it
 * as the next {@link #IN_BATCH}. {@code ENOENT} says the end was reached, and {@link #COUNT} is still valid then.
 */
public final class MapBatchAttribute {
    /** Address of the cursor of the last call, or 0. */
    public static final Field.U64 IN_BATCH = new Field.U64("batch.in_batch", 0);

    /** Address that takes the cursor for the next call. */
    public static final Field.U64 OUT_BATCH = new Field.U64("batch.out_batch", 8);

    /** Address of the keys. */
    public static final Field.U64 KEYS = new Field.U64("batch.keys", 16);

    /** Address of the values, per CPU where the map is. */
    public static final Field.U64 VALUES = new Field.U64("batch.values", 24);

    /** In: elements that fit. Out: elements done. */
    public static final Field.U32 COUNT = new Field.U32("batch.count", 32);

    /** The map. */
    public static final Field.U32 MAP_FD = new Field.U32("batch.map_fd", 36);

    /** Flags of each element, as in {@link MapElementAttribute}. */
    public static final Field.U64 ELEMENT_FLAGS = new Field.U64("batch.elem_flags", 40);

    /** None so far. */
    public static final Field.U64 FLAGS = new Field.U64("batch.flags", 48);

    /** Bytes of the struct. */
    public static final int SIZE = 56;

    private MapBatchAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
