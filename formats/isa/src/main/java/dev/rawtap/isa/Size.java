package dev.rawtap.isa;

/** Width of a memory access (RFC 9669 section 5). */
public enum Size {
    /** 8 bits. */
    BYTE(1, 0x10),
    /** 16 bits. */
    HALF(2, 0x08),
    /** 32 bits. */
    WORD(4, 0x00),
    /** 64 bits. */
    DOUBLE(8, 0x18);

    private final int bytes;
    private final int bits;

    Size(int bytes, int bits) {
        this.bytes = bytes;
        this.bits = bits;
    }

    /** Number of bytes: 1, 2, 4 or 8. */
    public int bytes() {
        return bytes;
    }

    /** The access of so many bytes: 1, 2, 4 or 8. */
    public static Size ofBytes(int bytes) {
        return switch (bytes) {
            case 1 -> BYTE;
            case 2 -> HALF;
            case 4 -> WORD;
            case 8 -> DOUBLE;
            default -> throw new IllegalArgumentException("access of %d bytes, must be 1, 2, 4 or 8".formatted(bytes));
        };
    }

    /** The size bits of an opcode. */
    int code() {
        return bits;
    }

    static Size ofCode(int opcode) {
        return switch (opcode & 0x18) {
            case 0x10 -> BYTE;
            case 0x08 -> HALF;
            case 0x00 -> WORD;
            default -> DOUBLE;
        };
    }
}
