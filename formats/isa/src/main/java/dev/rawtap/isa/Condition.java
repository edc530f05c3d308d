package dev.rawtap.isa;

/** What a branch compares (RFC 9669 section 4.3). */
public enum Condition {
    /** {@code ==}. */
    EQ(0x10, "=="),
    /** Unsigned {@code >}. */
    GT(0x20, ">"),
    /** Unsigned {@code >=}. */
    GE(0x30, ">="),
    /** Any common bit: {@code (left & right) != 0}. */
    SET(0x40, "&"),
    /** {@code !=}. */
    NE(0x50, "!="),
    /** Signed {@code >}. */
    SGT(0x60, "s>"),
    /** Signed {@code >=}. */
    SGE(0x70, "s>="),
    /** Unsigned {@code <}. */
    LT(0xa0, "<"),
    /** Unsigned {@code <=}. */
    LE(0xb0, "<="),
    /** Signed {@code <}. */
    SLT(0xc0, "s<"),
    /** Signed {@code <=}. */
    SLE(0xd0, "s<=");

    private final int code;
    private final String symbol;

    Condition(int code, String symbol) {
        this.code = code;
        this.symbol = symbol;
    }

    /** The operator in text: {@code !=}, {@code s<}. */
    public String symbol() {
        return symbol;
    }

    /** Whether it compares signed numbers. */
    public boolean signed() {
        return switch (this) {
            case SGT, SGE, SLT, SLE -> true;
            case EQ, GT, GE, SET, NE, LT, LE -> false;
        };
    }

    /** The operation bits of an opcode. */
    int code() {
        return code;
    }
}
