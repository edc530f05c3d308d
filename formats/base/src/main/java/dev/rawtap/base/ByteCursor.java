package dev.rawtap.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of a named file, read at absolute offsets with bounds checked in the file's terms: a read past the end is a
 * {@link MalformedException} that names the file and the offset, never an index error.
 *
 * <p>Integers are unsigned unless the method says otherwise and come in the file's byte order. Stateless; as
 * thread-safe as its segment.
 */
public final class ByteCursor {
    private final String file;
    private final MemorySegment bytes;
    private final long origin;
    private final ValueLayout.OfShort shorts;
    private final ValueLayout.OfInt ints;
    private final ValueLayout.OfLong longs;
    private final ByteOrder order;

    /** All of {@code bytes}, which is the file from its first byte on. */
    public ByteCursor(String file, MemorySegment bytes, ByteOrder order) {
        this(file, bytes, order, 0);
    }

    private ByteCursor(String file, MemorySegment bytes, ByteOrder order, long origin) {
        this.file = file;
        this.bytes = bytes;
        this.origin = origin;
        this.order = order;
        this.shorts = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
        this.ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        this.longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
    }

    /** The file's name for errors. */
    public String file() {
        return file;
    }

    /** Number of bytes. */
    public long size() {
        return bytes.byteSize();
    }

    /** The file's byte order. */
    public ByteOrder order() {
        return order;
    }

    /** The bytes themselves, a view. */
    public MemorySegment segment() {
        return bytes;
    }

    /** The unsigned byte at {@code offset}. */
    public int u8(long offset) {
        check(offset, 1);
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
    }

    /** The unsigned 16 bits at {@code offset}. */
    public int u16(long offset) {
        check(offset, 2);
        return Short.toUnsignedInt(bytes.get(shorts, offset));
    }

    /** The signed 32 bits at {@code offset}. */
    public int i32(long offset) {
        check(offset, 4);
        return bytes.get(ints, offset);
    }

    /** The unsigned 32 bits at {@code offset}. */
    public long u32(long offset) {
        return Integer.toUnsignedLong(i32(offset));
    }

    /** The 64 bits at {@code offset}. */
    public long i64(long offset) {
        check(offset, 8);
        return bytes.get(longs, offset);
    }

    /** The UTF-8 string at {@code offset} up to its NUL, which must be inside. */
    public String string(long offset) {
        check(offset, 1);
        long end = offset;
        while (bytes.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
            if (end == bytes.byteSize()) {
                throw malformed(offset, "string without a NUL byte");
            }
        }
        return new String(bytes.asSlice(offset, end - offset).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** A copy of {@code length} bytes from {@code offset} on. */
    public byte[] bytes(long offset, long length) {
        check(offset, length);
        return bytes.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** A part as a cursor of its own; its errors still count from the file's first byte. */
    public ByteCursor slice(long offset, long length) {
        check(offset, length);
        return new ByteCursor(file, bytes.asSlice(offset, length), order, origin + offset);
    }

    /** An error at {@code offset} of this cursor, to be thrown by the caller. */
    public MalformedException malformed(long offset, String problem) {
        return new MalformedException(file, origin + offset, problem);
    }

    /** The same with a hint. */
    public MalformedException malformed(long offset, String problem, String hint) {
        return new MalformedException(file, origin + offset, problem, hint);
    }

    private void check(long offset, long length) {
        if (offset < 0 || length < 0 || offset > bytes.byteSize() - length) {
            throw malformed(
                    Math.max(offset, 0),
                    "%d bytes wanted, %d left".formatted(length, Math.max(0, bytes.byteSize() - Math.max(offset, 0))));
        }
    }
}
