package dev.rawtap.isa;

/** Arithmetic with two operands (RFC 9669 section 4.1). {@code SDIV} and {@code SMOD} are DIV and MOD with offset 1. */
public enum AluOperation {
    /** {@code +=}. */
    ADD(0x00, 0, "+="),
    /** {@code -=}. */
    SUB(0x10, 0, "-="),
    /** {@code *=}. */
    MUL(0x20, 0, "*="),
    /** Unsigned {@code /=}; by zero gives 0. */
    DIV(0x30, 0, "/="),
    /** {@code |=}. */
    OR(0x40, 0, "|="),
    /** {@code &=}. */
    AND(0x50, 0, "&="),
    /** {@code <<=}; the count is taken modulo the width. */
    LSH(0x60, 0, "<<="),
    /** Logical {@code >>=}. */
    RSH(0x70, 0, ">>="),
    /** Unsigned {@code %=}; by zero leaves the value. */
    MOD(0x90, 0, "%="),
    /** {@code ^=}. */
    XOR(0xa0, 0, "^="),
    /** {@code =}. */
    MOV(0xb0, 0, "="),
    /** Arithmetic shift right, {@code s>>=}. */
    ARSH(0xc0, 0, "s>>="),
    /** Signed {@code s/=} (CPU version 4); the smallest value by -1 gives itself. */
    SDIV(0x30, 1, "s/="),
    /** Signed {@code s%=} (CPU version 4). */
    SMOD(0x90, 1, "s%=");

    private final int code;
    private final int offset;
    private final String symbol;

    AluOperation(int code, int offset, String symbol) {
        this.code = code;
        this.offset = offset;
        this.symbol = symbol;
    }

    /** The operator in text: {@code +=}, {@code s>>=}. */
    public String symbol() {
        return symbol;
    }

    /** The operation bits of an opcode. */
    int code() {
        return code;
    }

    /** The offset field: 1 for the signed divisions. */
    int offset() {
        return offset;
    }
}
