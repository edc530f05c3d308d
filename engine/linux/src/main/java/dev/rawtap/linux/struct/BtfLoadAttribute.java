package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_BTF_LOAD} (include/uapi/linux/bpf.h, 6.18; the command since 4.18). Answers a BTF
 * fd.
 */
public final class BtfLoadAttribute {
    /** Address of the BTF, header first. */
    public static final Field.U64 BTF = new Field.U64("btf", 0);

    /** Address of the log buffer. */
    public static final Field.U64 LOG_BUFFER = new Field.U64("btf_log_buf", 8);

    /** Bytes of the BTF. */
    public static final Field.U32 BTF_SIZE = new Field.U32("btf_size", 16);

    /** Bytes of the log buffer. */
    public static final Field.U32 LOG_SIZE = new Field.U32("btf_log_size", 20);

    /** 0 none, 1 log. */
    public static final Field.U32 LOG_LEVEL = new Field.U32("btf_log_level", 24);

    /** Out: bytes that the whole log needs (6.4). */
    public static final Field.U32 LOG_TRUE_SIZE = new Field.U32("btf_log_true_size", 28);

    /** {@code BPF_F_TOKEN_FD} (6.9). */
    public static final Field.U32 FLAGS = new Field.U32("btf_flags", 32);

    /** BPF token (6.9). */
    public static final Field.U32 TOKEN_FD = new Field.U32("btf_token_fd", 36);

    /** Bytes of the struct. */
    public static final int SIZE = 40;

    private BtfLoadAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }

    /** Without a log. */
    public static MemorySegment of(Arena arena, MemorySegment btf) {
        MemorySegment attribute = allocate(arena);
        BTF.set(attribute, btf);
        BTF_SIZE.set(attribute, Math.toIntExact(btf.byteSize()));
        return attribute;
    }
}
