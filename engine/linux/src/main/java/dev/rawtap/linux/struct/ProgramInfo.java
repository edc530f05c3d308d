package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct bpf_prog_info} (include/uapi/linux/bpf.h, 6.18; since 4.13). Arrays are filled only where an address and
 * a count or length are given; the count out is what there is.
 */
public final class ProgramInfo {
    /** {@code enum bpf_prog_type}. */
    public static final Field.U32 TYPE = new Field.U32("type", 0);

    /** The program's id. */
    public static final Field.U32 ID = new Field.U32("id", 4);

    /** Hash of the instructions. */
    public static final Field.Bytes TAG = new Field.Bytes("tag", 8, 8);

    /** Bytes of machine code. */
    public static final Field.U32 MACHINE_CODE_LENGTH = new Field.U32("jited_prog_len", 16);

    /** Bytes of verified instructions. */
    public static final Field.U32 TRANSLATED_LENGTH = new Field.U32("xlated_prog_len", 20);

    /** Address that takes machine code. */
    public static final Field.U64 MACHINE_CODE = new Field.U64("jited_prog_insns", 24);

    /** Address that takes verified instructions. */
    public static final Field.U64 TRANSLATED = new Field.U64("xlated_prog_insns", 32);

    /** Nanoseconds since boot. */
    public static final Field.U64 LOAD_TIME = new Field.U64("load_time", 40);

    /** Who loaded it. */
    public static final Field.U32 USER_ID = new Field.U32("created_by_uid", 48);

    /** Maps it uses. */
    public static final Field.U32 MAP_COUNT = new Field.U32("nr_map_ids", 52);

    /** Address that takes their ids, u32 each. */
    public static final Field.U64 MAP_IDS = new Field.U64("map_ids", 56);

    /** At most 15 characters. */
    public static final Field.Bytes NAME = new Field.Bytes("name", 64, 16);

    /** Offload device. */
    public static final Field.U32 INTERFACE_INDEX = new Field.U32("ifindex", 80);

    /** Of an offload device. */
    public static final Field.U64 NETWORK_NAMESPACE_DEVICE = new Field.U64("netns_dev", 88);

    /** Of an offload device. */
    public static final Field.U64 NETWORK_NAMESPACE_INODE = new Field.U64("netns_ino", 96);

    /** Subprograms with addresses. */
    public static final Field.U32 SUBPROGRAM_ADDRESS_COUNT = new Field.U32("nr_jited_ksyms", 104);

    /** Subprograms with lengths. */
    public static final Field.U32 SUBPROGRAM_LENGTH_COUNT = new Field.U32("nr_jited_func_lens", 108);

    /** Address that takes their addresses, u64 each. */
    public static final Field.U64 SUBPROGRAM_ADDRESSES = new Field.U64("jited_ksyms", 112);

    /** Address that takes their lengths, u32 each. */
    public static final Field.U64 SUBPROGRAM_LENGTHS = new Field.U64("jited_func_lens", 120);

    /** The program's BTF, or 0 (5.0). */
    public static final Field.U32 BTF_ID = new Field.U32("btf_id", 128);

    /** Bytes of a function record. */
    public static final Field.U32 FUNCTION_INFO_RECORD_SIZE = new Field.U32("func_info_rec_size", 132);

    /** Address that takes function records. */
    public static final Field.U64 FUNCTION_INFO = new Field.U64("func_info", 136);

    /** Function records. */
    public static final Field.U32 FUNCTION_INFO_COUNT = new Field.U32("nr_func_info", 144);

    /** Line records. */
    public static final Field.U32 LINE_INFO_COUNT = new Field.U32("nr_line_info", 148);

    /** Address that takes line records. */
    public static final Field.U64 LINE_INFO = new Field.U64("line_info", 152);

    /** Address that takes machine addresses, u64 each. */
    public static final Field.U64 MACHINE_LINE_INFO = new Field.U64("jited_line_info", 160);

    /** Machine addresses of lines. */
    public static final Field.U32 MACHINE_LINE_INFO_COUNT = new Field.U32("nr_jited_line_info", 168);

    /** Bytes of a line record. */
    public static final Field.U32 LINE_INFO_RECORD_SIZE = new Field.U32("line_info_rec_size", 172);

    /** Bytes of a machine address. */
    public static final Field.U32 MACHINE_LINE_INFO_RECORD_SIZE = new Field.U32("jited_line_info_rec_size", 176);

    /** Tags of subprograms. */
    public static final Field.U32 TAG_COUNT = new Field.U32("nr_prog_tags", 180);

    /** Address that takes tags, 8 bytes each. */
    public static final Field.U64 TAGS = new Field.U64("prog_tags", 184);

    /** Nanoseconds run while statistics were on (5.1). */
    public static final Field.U64 RUN_TIME = new Field.U64("run_time_ns", 192);

    /** Runs while statistics were on (5.1). */
    public static final Field.U64 RUN_COUNT = new Field.U64("run_cnt", 200);

    /** Runs skipped because the program was already running on that CPU (5.12). */
    public static final Field.U64 RECURSION_MISSES = new Field.U64("recursion_misses", 208);

    /** Instructions the verifier visited (5.16). */
    public static final Field.U32 VERIFIED_INSTRUCTIONS = new Field.U32("verified_insns", 216);

    /** BTF of the attach point (5.18). */
    public static final Field.U32 ATTACH_BTF_OBJECT_ID = new Field.U32("attach_btf_obj_id", 220);

    /** Type of the attach point (5.18). */
    public static final Field.U32 ATTACH_BTF_ID = new Field.U32("attach_btf_id", 224);

    /** Bytes of the struct. */
    public static final int SIZE = 232;

    private ProgramInfo() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
