package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_ENABLE_STATS} (include/uapi/linux/bpf.h, 6.18; since 5.8). Answers an fd; run
 * time and count of every program are kept while one is open.
 */
public final class EnableStatsAttribute {
    /** {@code enum bpf_stats_type}: 0, run time. */
    public static final Field.U32 TYPE = new Field.U32("enable_stats.type", 0);

    /** Bytes of the struct. */
    public static final int SIZE = 4;

    private EnableStatsAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
