package dev.rawtap.object.external;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The value of an option as the bytes of a constant: {@code y}, {@code n} and {@code m} as {@code bool}, {@code enum
 * libbpf_tristate} or {@code char}; numbers as integers of any size, 0 and 1 as {@code bool} too; texts as arrays of {@code char}, cut to their length.
 */
final class OptionValue {
    private static final String TRISTATE = "libbpf_tristate";

    private final Btf btf;
    private final ByteOrder order;

    OptionValue(Btf btf, ByteOrder order) {
        this.btf = btf;
        this.order = order;
    }

    /** That a value and a type do not go together; the message says why. */
    static final class MismatchException extends Exception {
        private static final long serialVersionUID = 1;

        MismatchException(String message) {
            super(message);
        }
    }

    /**
     * Bytes of {@code type}, which has {@code size}, for what a configuration file says.
     *
     * @throws MismatchException if they do not fit
     */
    byte[] encode(int type, int size, String text) throws MismatchException {
        BtfType declared = btf.type(btf.strip(type));
        if (text.startsWith("\"")) {
            return text(declared, size, text);
        }
        if (text.equals("y") || text.equals("n") || text.equals("m")) {
            return choice(declared, size, text.charAt(0));
        }
        return number(declared, size, parse(text));
    }

    private byte[] choice(BtfType declared, int size, char answer) throws MismatchException {
        if (declared instanceof BtfType.Enumeration enumeration
                && enumeration.name().equals(TRISTATE)
                && size == Integer.BYTES) {
            return bytes(size, "nym".indexOf(answer));
        }
        if (declared instanceof BtfType.Int integer && integer.size() == size && size == 1) {
            if (integer.encoding() != BtfType.IntEncoding.BOOL) {
                return bytes(size, answer);
            }
            if (answer != 'm') {
                return bytes(size, answer == 'y' ? 1 : 0);
            }
        }
        throw new MismatchException("is %c, for %s"
                .formatted(
                        answer, answer == 'm' ? "enum libbpf_tristate or char" : "bool, enum libbpf_tristate or char"));
    }

    private static long parse(String text) throws MismatchException {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        try {
            boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
            long value = hexadecimal
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseUnsignedLong(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
            return negative ? -value : value;
        } catch (NumberFormatException other) {
            throw new MismatchException("is '%s', which is no value of an option".formatted(text));
        }
    }

    /** Bytes of an integer type; {@code value} are its 64 bits. */
    byte[] number(BtfType declared, int size, long value) throws MismatchException {
        if (!(declared instanceof BtfType.Int integer)
                || (integer.encoding() == BtfType.IntEncoding.BOOL && value >>> 1 != 0)
                || integer.size() != size
                || size > Long.BYTES
                || Integer.bitCount(size) != 1) {
            throw new MismatchException("is %d, for an integer type".formatted(value));
        }
        int bits = size * Byte.SIZE;
        boolean fits = size == Long.BYTES
                || (integer.signed() ? value >> (bits - 1) == 0 || value >> (bits - 1) == -1 : value >>> bits == 0);
        if (!fits) {
            throw new MismatchException("is %d, which does not fit %s of %d bytes"
                    .formatted(value, integer.signed() ? "a signed integer" : "an unsigned integer", size));
        }
        return bytes(size, value);
    }

    byte[] number(int type, int size, long value) throws MismatchException {
        return number(btf.type(btf.strip(type)), size, value);
    }

    private byte[] text(BtfType declared, int size, String quoted) throws MismatchException {
        boolean characters = declared instanceof BtfType.Array array
                && btf.type(btf.strip(array.element())) instanceof BtfType.Int integer
                && integer.size() == 1
                && integer.encoding() != BtfType.IntEncoding.BOOL;
        if (!characters || size == 0) {
            throw new MismatchException("is the text %s, for an array of char".formatted(quoted));
        }
        if (quoted.length() < 2 || !quoted.endsWith("\"")) {
            throw new MismatchException("is the text %s, whose end is missing".formatted(quoted));
        }
        byte[] text = quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Arrays.copyOf(text, Math.min(text.length, size - 1)), size);
    }

    private byte[] bytes(int size, long value) {
        var bytes = ByteBuffer.allocate(size).order(order);
        switch (size) {
            case 1 -> bytes.put((byte) value);
            case 2 -> bytes.putShort((short) value);
            case 4 -> bytes.putInt((int) value);
            default -> bytes.putLong(value);
        }
        return bytes.array();
    }
}
