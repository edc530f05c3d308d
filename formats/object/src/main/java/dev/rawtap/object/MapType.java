package dev.rawtap.object;

import java.util.Optional;

/** Kinds of maps and their numbers (enum bpf_map_type, linux/bpf.h, 6.18). */
public enum MapType {
    /** Key to value. */
    HASH(1, false),
    /** Index to value. */
    ARRAY(2, false),
    /** Programs for tail calls. */
    PROGRAM_ARRAY(3, false),
    /** Perf buffers, one per CPU. */
    PERF_EVENT_ARRAY(4, false),
    /** Key to one value per CPU. */
    PERCPU_HASH(5, true),
    /** Index to one value per CPU. */
    PERCPU_ARRAY(6, true),
    /** Stacks by id. */
    STACK_TRACE(7, false),
    /** Control groups. */
    CGROUP_ARRAY(8, false),
    /** A hash that drops the least recently used. */
    LRU_HASH(9, false),
    /** The same per CPU. */
    LRU_PERCPU_HASH(10, true),
    /** Longest prefix match. */
    LPM_TRIE(11, false),
    /** Maps by index. */
    ARRAY_OF_MAPS(12, false),
    /** Maps by key. */
    HASH_OF_MAPS(13, false),
    /** First in, first out. */
    QUEUE(22, false),
    /** Last in, first out. */
    STACK(23, false),
    /** The ring buffer, from the kernel to the reader. */
    RINGBUF(27, false),
    /** A value per task. */
    TASK_STORAGE(29, false),
    /** A set that may say yes wrongly. */
    BLOOM_FILTER(30, false),
    /** The ring buffer from the reader to the kernel. */
    USER_RINGBUF(31, false),
    /** A value per control group. */
    CGROUP_STORAGE(32, false);

    private final int number;
    private final boolean perCpu;

    MapType(int number, boolean perCpu) {
        this.number = number;
        this.perCpu = perCpu;
    }

    /** The kernel's number. */
    public int number() {
        return number;
    }

    /** Whether an entry has one value per possible CPU. */
    public boolean perCpu() {
        return perCpu;
    }

    /** Whether its keys are the numbers from 0 on, all of them always there. */
    public boolean numbered() {
        return switch (this) {
            case ARRAY, PERCPU_ARRAY, PROGRAM_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS -> true;
            case HASH,
                    PERCPU_HASH,
                    STACK_TRACE,
                    LRU_HASH,
                    LRU_PERCPU_HASH,
                    LPM_TRIE,
                    HASH_OF_MAPS,
                    QUEUE,
                    STACK,
                    RINGBUF,
                    TASK_STORAGE,
                    BLOOM_FILTER,
                    USER_RINGBUF,
                    CGROUP_STORAGE -> false;
        };
    }

    /** Whether its values are maps. */
    public boolean holdsMaps() {
        return this == ARRAY_OF_MAPS || this == HASH_OF_MAPS;
    }

    /** The kind with this number, if this project knows it. */
    public static Optional<MapType> of(int number) {
        for (MapType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
