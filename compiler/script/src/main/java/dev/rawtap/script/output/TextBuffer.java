package dev.rawtap.script.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that grow: one line or one document is put together here before it goes to a {@link Sink}. Numbers are written
 * without a string between. Not for several threads.
 */
public final class TextBuffer {
    private static final int FIRST_SIZE = 256;
    private static final byte[] LOWER = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** Long.MIN_VALUE in octal has 22 digits, the longest number there is. */
    private static final int MOST_DIGITS = 24;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /** Begins empty. */
    public TextBuffer() {}

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** Forgets everything; the room stays. */
    public void clear() {
        length = 0;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The bytes themselves, valid up to {@link #length} and until the next change. */
    byte[] array() {
        return bytes;
    }

    /** Replaces one byte. */
    void set(int index, int value) {
        bytes[index] = (byte) value;
    }

    /** Appends one byte. */
    public TextBuffer put(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Appends bytes. */
    public TextBuffer put(byte[] more) {
        return put(more, 0, more.length);
    }

    /** Appends a part of an array. */
    public TextBuffer put(byte[] more, int start, int count) {
        reserve(count);
        System.arraycopy(more, start, bytes, length, count);
        length += count;
        return this;
    }

    /** Appends the UTF-8 bytes of a string. */
    public TextBuffer put(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char each = text.charAt(i);
            if (each >= 0x80) {
                return put(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            bytes[length++] = (byte) each;
        }
        return this;
    }

    /** Appends a signed number in decimal digits. */
    public TextBuffer signed(long value) {
        if (value < 0) {
            put('-');
        }
        return unsigned(value < 0 ? -value : value);
    }

    /** Appends an unsigned number in decimal digits. */
    public TextBuffer unsigned(long value) {
        reserve(MOST_DIGITS);
        long rest = value;
        int end = length + MOST_DIGITS;
        int start = end;
        if (rest < 0) {
            long quotient = Long.divideUnsigned(rest, 10);
            bytes[--start] = (byte) ('0' + (rest - quotient * 10));
            rest = quotient;
        }
        do {
            long quotient = rest / 10;
            bytes[--start] = (byte) ('0' + (rest - quotient * 10));
            rest = quotient;
        } while (rest != 0);
        return moveDown(start, end);
    }

    /** Appends an unsigned number in hexadecimal digits. */
    public TextBuffer hexadecimal(long value, boolean upperCase) {
        return bitDigits(value, 4, upperCase ? UPPER : LOWER);
    }

    /** Appends an unsigned number in octal digits. */
    public TextBuffer octal(long value) {
        return bitDigits(value, 3, LOWER);
    }

    /** Appends one byte as two hexadecimal digits. */
    public TextBuffer hexadecimalByte(byte value) {
        return put(LOWER[(value >> 4) & 15]).put(LOWER[value & 15]);
    }

    /** Appends a byte several times; nothing when the count is not above 0. */
    public TextBuffer fill(int value, int count) {
        if (count > 0) {
            reserve(count);
            Arrays.fill(bytes, length, length + count, (byte) value);
            length += count;
        }
        return this;
    }

    /** Inserts a byte several times before what is at an index. */
    void insert(int index, int value, int count) {
        if (count > 0) {
            reserve(count);
            System.arraycopy(bytes, index, bytes, index + count, length - index);
            Arrays.fill(bytes, index, index + count, (byte) value);
            length += count;
        }
    }

    /** Forgets what is behind an index. */
    void truncate(int newLength) {
        length = Math.min(length, newLength);
    }

    private TextBuffer bitDigits(long value, int bits, byte[] digits) {
        reserve(MOST_DIGITS);
        int mask = (1 << bits) - 1;
        long rest = value;
        int end = length + MOST_DIGITS;
        int start = end;
        do {
            bytes[--start] = digits[(int) rest & mask];
            rest >>>= bits;
        } while (rest != 0);
        return moveDown(start, end);
    }

    private TextBuffer moveDown(int start, int end) {
        System.arraycopy(bytes, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
