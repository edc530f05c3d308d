package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct bpf_btf_info} (include/uapi/linux/bpf.h, 6.18; since 4.18, name and origin 5.11).
 */
public final class BtfInfo {
    /** Address that takes the BTF itself. */
    public static final Field.U64 BTF = new Field.U64("btf", 0);

    /** In: bytes that fit. Out: bytes of the BTF. */
    public static final Field.U32 BTF_SIZE = new Field.U32("btf_size", 8);

    /** The BTF's id. */
    public static final Field.U32 ID = new Field.U32("id", 12);

    /** Address that takes the name, a C string. */
    public static final Field.U64 NAME = new Field.U64("name", 16);

    /** In: bytes that fit. Out: length of the name. */
    public static final Field.U32 NAME_LENGTH = new Field.U32("name_len", 24);

    /** 1 for vmlinux and modules. */
    public static final Field.U32 KERNEL = new Field.U32("kernel_btf", 28);

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    private BtfInfo() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
