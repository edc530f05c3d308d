package dev.rawtap.syscall;

/** How the kernel reads an argument's register: the width and sign of its C type, or an address of the caller. */
public enum Representation {
    /** The low 32 bits, signed. */
    SIGNED_32,
    /** The low 32 bits. */
    UNSIGNED_32,
    /** The low 16 bits (modes, 16-bit user ids). */
    UNSIGNED_16,
    /** All bits, signed. */
    SIGNED_64,
    /** All bits. */
    UNSIGNED_64,
    /** An address in the caller's memory. */
    USER_POINTER,
    /** The address of text that ends with a NUL, in the caller's memory. */
    USER_STRING;

    /** The value that the kernel sees when the register holds {@code register}. */
    public long value(long register) {
        return switch (this) {
            case SIGNED_32 -> (int) register;
            case UNSIGNED_32 -> register & 0xffff_ffffL;
            case UNSIGNED_16 -> register & 0xffff;
            case SIGNED_64, UNSIGNED_64, USER_POINTER, USER_STRING -> register;
        };
    }

    /** Whether the value is an address of the caller. */
    public boolean userPointer() {
        return this == USER_POINTER || this == USER_STRING;
    }

    /** The same bits without a sign, for flags that are declared as {@code int}. */
    long bits(long register) {
        return this == SIGNED_32 ? register & 0xffff_ffffL : value(register);
    }

    String text(long register) {
        long value = value(register);
        return switch (this) {
            case SIGNED_32, UNSIGNED_32, UNSIGNED_16, SIGNED_64 -> Long.toString(value);
            // An unsigned long is as often an address as a count: large ones read better in hex.
            case UNSIGNED_64 -> value >>> 32 == 0 ? Long.toString(value) : "0x".concat(Long.toHexString(value));
            case USER_POINTER, USER_STRING -> value == 0 ? "NULL" : "0x".concat(Long.toHexString(value));
        };
    }

    /** By the short form of the tables. */
    static Representation of(String code) {
        return switch (code) {
            case "i4" -> SIGNED_32;
            case "u4" -> UNSIGNED_32;
            case "u2" -> UNSIGNED_16;
            case "i8" -> SIGNED_64;
            case "u8" -> UNSIGNED_64;
            case "p" -> USER_POINTER;
            case "s" -> USER_STRING;
            default -> throw new IllegalStateException("representation '" + code + "'");
        };
    }
}
