package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct bpf_map_info} (include/uapi/linux/bpf.h, 6.18; since 4.13).
 */
public final class MapInfo {
    /** {@code enum bpf_map_type}. */
    public static final Field.U32 TYPE = new Field.U32("type", 0);

    /** The map's id. */
    public static final Field.U32 ID = new Field.U32("id", 4);

    /** Bytes of a key. */
    public static final Field.U32 KEY_SIZE = new Field.U32("key_size", 8);

    /** Bytes of a value, of one CPU. */
    public static final Field.U32 VALUE_SIZE = new Field.U32("value_size", 12);

    /** Entries; for a ring buffer bytes. */
    public static final Field.U32 MAX_ENTRIES = new Field.U32("max_entries", 16);

    /** {@code BPF_F_NO_PREALLOC}, ... */
    public static final Field.U32 FLAGS = new Field.U32("map_flags", 20);

    /** At most 15 characters. */
    public static final Field.Bytes NAME = new Field.Bytes("name", 24, 16);

    /** Offload device. */
    public static final Field.U32 INTERFACE_INDEX = new Field.U32("ifindex", 40);

    /** Struct-ops maps. */
    public static final Field.U32 BTF_VMLINUX_VALUE_TYPE_ID = new Field.U32("btf_vmlinux_value_type_id", 44);

    /** Of an offload device. */
    public static final Field.U64 NETWORK_NAMESPACE_DEVICE = new Field.U64("netns_dev", 48);

    /** Of an offload device. */
    public static final Field.U64 NETWORK_NAMESPACE_INODE = new Field.U64("netns_ino", 56);

    /** BTF of key and value, or 0 (4.18). */
    public static final Field.U32 BTF_ID = new Field.U32("btf_id", 64);

    /** Type of the key. */
    public static final Field.U32 BTF_KEY_TYPE_ID = new Field.U32("btf_key_type_id", 68);

    /** Type of the value. */
    public static final Field.U32 BTF_VALUE_TYPE_ID = new Field.U32("btf_value_type_id", 72);

    /** Struct-ops maps (6.9). */
    public static final Field.U32 BTF_VMLINUX_ID = new Field.U32("btf_vmlinux_id", 76);

    /** Meaning by map type (5.16). */
    public static final Field.U64 EXTRA = new Field.U64("map_extra", 80);

    /** Bytes of the struct. */
    public static final int SIZE = 88;

    private MapInfo() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
