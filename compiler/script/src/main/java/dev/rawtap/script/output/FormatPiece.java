package dev.rawtap.script.output;

/** A part of a {@link FormatString}. */
public sealed interface FormatPiece {
    /** Bytes that stand for themselves. */
    record Literal(byte[] text) implements FormatPiece {}

    /**
     * A conversion of one argument.
     *
     * @param kind what is made of it
     * @param flags the characters {@code - + space # 0} that were given
     * @param width least number of bytes, 0 for none
     * @param precision least digits of a number, most bytes of anything else; -1 for none
     * @param bits of the argument that a number is made of: 8, 16, 32 or 64
     * @param offset of its {@code %} in the format, in bytes
     * @param text the conversion as it was written
     */
    record Conversion(Kind kind, Flags flags, int width, int precision, int bits, int offset, String text)
            implements FormatPiece {}

    /** The flags of a conversion: {@code -}, {@code +}, space, {@code #}, {@code 0}. */
    record Flags(boolean left, boolean plus, boolean space, boolean alternate, boolean zero) {}

    /** What is made of an argument. */
    enum Kind {
        /** {@code %d %i}. */
        SIGNED,
        /** {@code %u}. */
        UNSIGNED,
        /** {@code %o}. */
        OCTAL,
        /** {@code %x}. */
        LOWER_HEXADECIMAL,
        /** {@code %X}. */
        UPPER_HEXADECIMAL,
        /** {@code %c}: the byte of a number. */
        CHARACTER,
        /** {@code %p}. */
        POINTER,
        /** {@code %s}: any value as {@code print} writes it. */
        STRING,
        /** {@code %r}: the bytes of a buffer, {@code \xNN} where they are not printable. */
        BUFFER,
        /** {@code %rx}: all bytes of a buffer as {@code \xNN}. */
        ESCAPED_BUFFER,
        /** {@code %rh}: all bytes of a buffer as {@code NN} with spaces between. */
        SPACED_BUFFER,
        /** {@code %gr}: flags of the page allocator by name. */
        ALLOCATION_FLAGS;

        /** Whether an argument of a type can be converted so. */
        public boolean accepts(ArgumentKind argument) {
            return switch (this) {
                case SIGNED, UNSIGNED, OCTAL, LOWER_HEXADECIMAL, UPPER_HEXADECIMAL, CHARACTER, POINTER ->
                    argument == ArgumentKind.NUMBER || argument == ArgumentKind.POINTER;
                case STRING -> true;
                case BUFFER, ESCAPED_BUFFER, SPACED_BUFFER -> argument == ArgumentKind.BUFFER;
                case ALLOCATION_FLAGS -> argument == ArgumentKind.NUMBER;
            };
        }
    }

    /** What a conversion asks of the type of an argument. */
    enum ArgumentKind {
        /** An integer, a truth value, an enumerator, or an aggregation that is one number. */
        NUMBER,
        /** A pointer. */
        POINTER,
        /** A buffer. */
        BUFFER,
        /** Anything else. */
        OTHER
    }
}
