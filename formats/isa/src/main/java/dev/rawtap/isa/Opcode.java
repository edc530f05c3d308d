package dev.rawtap.isa;

/** Bits of the opcode byte and values of the source field (RFC 9669 sections 3 to 5; linux/bpf.h of Linux 6.18). */
final class Opcode {
    /** Instruction classes: the low three bits. */
    static final int LD = 0;

    static final int LDX = 1;
    static final int ST = 2;
    static final int STX = 3;
    static final int ALU = 4;
    static final int JMP = 5;
    static final int JMP32 = 6;
    static final int ALU64 = 7;

    /** Set where the second operand is a register. */
    static final int REGISTER = 0x08;

    /** Memory modes: the high three bits of the load and store classes. */
    static final int MODE_IMMEDIATE = 0x00;

    static final int MODE_ABSOLUTE = 0x20;
    static final int MODE_INDIRECT = 0x40;
    static final int MODE_MEMORY = 0x60;
    static final int MODE_MEMORY_SIGNED = 0x80;
    static final int MODE_ATOMIC = 0xc0;

    /** Operations of the arithmetic classes beside those of {@link AluOperation}. */
    static final int NEGATE = 0x80;

    static final int END = 0xd0;

    /** Operations of the jump classes beside those of {@link Condition}. */
    static final int JUMP = 0x00;

    static final int CALL = 0x80;
    static final int EXIT = 0x90;
    static final int MAY_GOTO = 0xe0;

    /** The first slot of a 64-bit immediate load. */
    static final int LOAD_IMMEDIATE_64 = 0x18;

    /** Source field of a 64-bit immediate load. */
    static final int MAP_FD = 1;

    static final int MAP_VALUE = 2;
    static final int VARIABLE = 3;
    static final int FUNCTION = 4;
    static final int MAP_INDEX = 5;
    static final int MAP_INDEX_VALUE = 6;

    /** Source field of a call. */
    static final int CALL_LOCAL = 1;

    static final int CALL_KERNEL_FUNCTION = 2;

    /** Immediates of the atomic mode beside those of {@link AtomicOperation}. */
    static final int FETCH = 0x01;

    static final int LOAD_ACQUIRE = 0x100;
    static final int STORE_RELEASE = 0x110;

    private Opcode() {}
}
