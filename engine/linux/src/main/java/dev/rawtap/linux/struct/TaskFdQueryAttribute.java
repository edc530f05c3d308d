package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_TASK_FD_QUERY} (include/uapi/linux/bpf.h, 6.18; since 4.18): what a file descriptor
 * of a process traces.
 */
public final class TaskFdQueryAttribute {
    /** The process. */
    public static final Field.U32 PID = new Field.U32("task_fd_query.pid", 0);

    /** Its file descriptor: a raw tracepoint link or a perf event. */
    public static final Field.U32 FD = new Field.U32("task_fd_query.fd", 4);

    /** None so far. */
    public static final Field.U32 FLAGS = new Field.U32("task_fd_query.flags", 8);

    /** In: bytes that fit. Out: length of the name. */
    public static final Field.U32 BUFFER_LENGTH = new Field.U32("task_fd_query.buf_len", 12);

    /** Address that takes the name, a C string. */
    public static final Field.U64 BUFFER = new Field.U64("task_fd_query.buf", 16);

    /** Out: the program. */
    public static final Field.U32 PROGRAM_ID = new Field.U32("task_fd_query.prog_id", 24);

    /** Out: {@code enum bpf_task_fd_type}; 0 raw tracepoint, 1 tracepoint. */
    public static final Field.U32 TYPE = new Field.U32("task_fd_query.fd_type", 28);

    /** Out: of a probe. */
    public static final Field.U64 PROBE_OFFSET = new Field.U64("task_fd_query.probe_offset", 32);

    /** Out: of a probe. */
    public static final Field.U64 PROBE_ADDRESS = new Field.U64("task_fd_query.probe_addr", 40);

    /** Bytes of the struct. */
    public static final int SIZE = 48;

    private TaskFdQueryAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
