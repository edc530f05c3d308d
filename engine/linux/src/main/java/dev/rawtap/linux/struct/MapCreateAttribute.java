package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_MAP_CREATE} (include/uapi/linux/bpf.h, 6.18; the command since 3.18). Answers a map fd.
 */
public final class MapCreateAttribute {
    /** {@code enum bpf_map_type}. */
    public static final Field.U32 TYPE = new Field.U32("map_type", 0);

    /** Bytes of a key; 0 for ring buffers, queues, stacks and bloom filters. */
    public static final Field.U32 KEY_SIZE = new Field.U32("key_size", 4);

    /** Bytes of a value. */
    public static final Field.U32 VALUE_SIZE = new Field.U32("value_size", 8);

    /** Entries; for a ring buffer bytes, a power of two of whole pages. */
    public static final Field.U32 MAX_ENTRIES = new Field.U32("max_entries", 12);

    /** {@code BPF_F_NO_PREALLOC}, {@code BPF_F_MMAPABLE}, ... */
    public static final Field.U32 FLAGS = new Field.U32("map_flags", 16);

    /** Template of a map of maps (4.12). */
    public static final Field.U32 INNER_MAP_FD = new Field.U32("inner_map_fd", 20);

    /** With {@code BPF_F_NUMA_NODE} (4.14). */
    public static final Field.U32 NUMA_NODE = new Field.U32("numa_node", 24);

    /** At most 15 of letters, digits, {@code _} and {@code .} (4.15). */
    public static final Field.Bytes NAME = new Field.Bytes("map_name", 28, 16);

    /** Offload device (4.16). */
    public static final Field.U32 INTERFACE_INDEX = new Field.U32("map_ifindex", 44);

    /** BTF that describes key and value (4.18). */
    public static final Field.U32 BTF_FD = new Field.U32("btf_fd", 48);

    /** Type of the key in that BTF. */
    public static final Field.U32 BTF_KEY_TYPE_ID = new Field.U32("btf_key_type_id", 52);

    /** Type of the value in that BTF. */
    public static final Field.U32 BTF_VALUE_TYPE_ID = new Field.U32("btf_value_type_id", 56);

    /** Struct-ops maps (5.6). */
    public static final Field.U32 BTF_VMLINUX_VALUE_TYPE_ID = new Field.U32("btf_vmlinux_value_type_id", 60);

    /** Meaning by map type (5.16). */
    public static final Field.U64 EXTRA = new Field.U64("map_extra", 64);

    /** Module of a struct-ops map (6.9). */
    public static final Field.U32 VALUE_TYPE_BTF_OBJECT_FD = new Field.U32("value_type_btf_obj_fd", 72);

    /** BPF token, with {@code BPF_F_TOKEN_FD} (6.9). */
    public static final Field.U32 TOKEN_FD = new Field.U32("map_token_fd", 76);

    /** Bytes of the struct. */
    public static final int SIZE = 80;

    private MapCreateAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
