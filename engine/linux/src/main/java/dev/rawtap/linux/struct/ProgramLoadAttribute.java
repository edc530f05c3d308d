package dev.rawtap.linux.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code union bpf_attr} of {@code BPF_PROG_LOAD} (include/uapi/linux/bpf.h, 6.18; the command since 3.18). Answers a
 * program fd. Fields that a kernel does not know must be zero, or it answers {@code E2BIG}.
 */
public final class ProgramLoadAttribute {
    /** {@code enum bpf_prog_type}. */
    public static final Field.U32 TYPE = new Field.U32("prog_type", 0);

    /** Slots of 8 bytes. */
    public static final Field.U32 INSTRUCTION_COUNT = new Field.U32("insn_cnt", 4);

    /** Address of the instructions. */
    public static final Field.U64 INSTRUCTIONS = new Field.U64("insns", 8);

    /** Address of the licence, a C string; {@code GPL} opens GPL-only helpers. */
    public static final Field.U64 LICENSE = new Field.U64("license", 16);

    /** 0 none, 1 log, 2 with every state, 4 statistics alone. */
    public static final Field.U32 LOG_LEVEL = new Field.U32("log_level", 24);

    /** Bytes of the log buffer. */
    public static final Field.U32 LOG_SIZE = new Field.U32("log_size", 28);

    /** Address of the log buffer. */
    public static final Field.U64 LOG_BUFFER = new Field.U64("log_buf", 32);

    /** LINUX_VERSION_CODE, checked for kprobes before 5.0 only. */
    public static final Field.U32 KERNEL_VERSION = new Field.U32("kern_version", 40);

    /** {@code BPF_F_SLEEPABLE}, {@code BPF_F_ANY_ALIGNMENT}, ... */
    public static final Field.U32 FLAGS = new Field.U32("prog_flags", 44);

    /** At most 15 of letters, digits, {@code _} and {@code .} (4.15). */
    public static final Field.Bytes NAME = new Field.Bytes("prog_name", 48, 16);

    /** Offload device (4.15). */
    public static final Field.U32 INTERFACE_INDEX = new Field.U32("prog_ifindex", 64);

    /** {@code enum bpf_attach_type} (4.17). */
    public static final Field.U32 EXPECTED_ATTACH_TYPE = new Field.U32("expected_attach_type", 68);

    /** BTF of the program (5.0). */
    public static final Field.U32 BTF_FD = new Field.U32("prog_btf_fd", 72);

    /** Bytes of a record: 8 (5.0). */
    public static final Field.U32 FUNCTION_INFO_RECORD_SIZE = new Field.U32("func_info_rec_size", 76);

    /** Address of the records: u32 instruction, u32 type id. */
    public static final Field.U64 FUNCTION_INFO = new Field.U64("func_info", 80);

    /** Records. */
    public static final Field.U32 FUNCTION_INFO_COUNT = new Field.U32("func_info_cnt", 88);

    /** Bytes of a record: 16 (5.0). */
    public static final Field.U32 LINE_INFO_RECORD_SIZE = new Field.U32("line_info_rec_size", 92);

    /** Address of the records: u32 instruction, file name, line text, line << 10 | column. */
    public static final Field.U64 LINE_INFO = new Field.U64("line_info", 96);

    /** Records. */
    public static final Field.U32 LINE_INFO_COUNT = new Field.U32("line_info_cnt", 104);

    /** Type of the attach point in vmlinux or a module: for tp_btf the {@code btf_trace_*} typedef (5.5). */
    public static final Field.U32 ATTACH_BTF_ID = new Field.U32("attach_btf_id", 108);

    /** BTF that holds it; 0 for vmlinux (a module: 5.11). */
    public static final Field.U32 ATTACH_BTF_OBJECT_FD = new Field.U32("attach_btf_obj_fd", 112);

    /** CO-RE by the kernel, unused here (5.17). */
    public static final Field.U32 CORE_RELOCATION_COUNT = new Field.U32("core_relo_cnt", 116);

    /** Address of map and BTF fds that instructions index (5.14). */
    public static final Field.U64 FD_ARRAY = new Field.U64("fd_array", 120);

    /** Unused here (5.17). */
    public static final Field.U64 CORE_RELOCATIONS = new Field.U64("core_relos", 128);

    /** Unused here (5.17). */
    public static final Field.U32 CORE_RELOCATION_RECORD_SIZE = new Field.U32("core_relo_rec_size", 136);

    /** Out: bytes that the whole log needs with its NUL (6.4). */
    public static final Field.U32 LOG_TRUE_SIZE = new Field.U32("log_true_size", 140);

    /** BPF token, with {@code BPF_F_TOKEN_FD} (6.9). */
    public static final Field.U32 TOKEN_FD = new Field.U32("prog_token_fd", 144);

    /** Entries of the fd array, all bound to the program (6.14). */
    public static final Field.U32 FD_ARRAY_COUNT = new Field.U32("fd_array_cnt", 148);

    /** Bytes of the struct. */
    public static final int SIZE = 152;

    private ProgramLoadAttribute() {}

    /** An empty one, all zero. */
    public static MemorySegment allocate(Arena arena) {
        return arena.allocate(SIZE, 8);
    }
}
