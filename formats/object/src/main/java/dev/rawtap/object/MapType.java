package dev.rawtap.object;

import java.util.Optional;

/** Kinds of maps, their numbers (enum bpf_map_type, linux/bpf.h, 6.18) and the first mainline release that has them. */
public enum MapType {
    /** Key to value. */
    HASH(1, false, 3, 19),
    /** Index to value. */
    ARRAY(2, false, 3, 19),
    /** Programs for tail calls. */
    PROGRAM_ARRAY(3, false, 4, 2),
    /** Perf buffers, one per CPU. */
    PERF_EVENT_ARRAY(4, false, 4, 3),
    /** Key to one value per CPU. */
    PERCPU_HASH(5, true, 4, 6),
    /** Index to one value per CPU. */
    PERCPU_ARRAY(6, true, 4, 6),
    /** Stacks by id. */
    STACK_TRACE(7, false, 4, 6),
    /** Control groups. */
    CGROUP_ARRAY(8, false, 4, 8),
    /** A hash that drops the least recently used. */
    LRU_HASH(9, false, 4, 10),
    /** The same per CPU. */
    LRU_PERCPU_HASH(10, true, 4, 10),
    /** Longest prefix match. */
    LPM_TRIE(11, false, 4, 11),
    /** Maps by index. */
    ARRAY_OF_MAPS(12, false, 4, 12),
    /** Maps by key. */
    HASH_OF_MAPS(13, false, 4, 12),
    /** First in, first out. */
    QUEUE(22, false, 4, 20),
    /** Last in, first out. */
    STACK(23, false, 4, 20),
    /** The ring buffer, from the kernel to the reader. */
    RINGBUF(27, false, 5, 8),
    /** A value per task. */
    TASK_STORAGE(29, false, 5, 11),
    /** A set that may say yes wrongly. */
    BLOOM_FILTER(30, false, 5, 16),
    /** The ring buffer from the reader to the kernel. */
    USER_RINGBUF(31, false, 6, 1),
    /** A value per control group. */
    CGROUP_STORAGE(32, false, 6, 2);

    private final int number;
    private final boolean perCpu;
    private final int major;
    private final int minor;

    MapType(int number, boolean perCpu, int major, int minor) {
        this.number = number;
        this.perCpu = perCpu;
        this.major = major;
        this.minor = minor;
    }

    /** The kernel's number. */
    public int number() {
        return number;
    }

    /** The first mainline release that has it: for messages. */
    public KernelVersion since() {
        return new KernelVersion(major, minor);
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
