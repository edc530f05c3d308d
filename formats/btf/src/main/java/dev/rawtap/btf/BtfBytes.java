package dev.rawtap.btf;

import dev.rawtap.base.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of a BTF section with its header read: where types and strings lie.
 *
 * <p>Reads a plain array with shifts rather than a memory segment: before the JIT has seen it, a segment access costs a
 * hundred times as much, and the first look at 126,572 types happens then.
 */
final class BtfBytes {
    static final int MAGIC = 0xeb9f;
    static final int HEADER_LENGTH = 24;

    final String file;
    final byte[] data;
    /** Index of the section's first byte in {@link #data}. */
    final int origin;

    final boolean bigEndian;
    final int typesStart;
    final int typesEnd;
    final int stringsStart;
    final int stringsLength;

    /** Reads the header: magic (tells the byte order), version, flags, header length, and two offset-length pairs. */
    BtfBytes(String file, MemorySegment bytes) {
        this.file = file;
        if (bytes.byteSize() < HEADER_LENGTH || bytes.byteSize() > Integer.MAX_VALUE - 8) {
            throw new MalformedException(file, 0, "BTF of %d bytes, header has 24".formatted(bytes.byteSize()));
        }
        int size = (int) bytes.byteSize();
        if (bytes.heapBase().orElse(null) instanceof byte[] array) {
            data = array;
            origin = (int) bytes.address();
        } else {
            data = bytes.toArray(ValueLayout.JAVA_BYTE);
            origin = 0;
        }
        bigEndian = (data[origin] & 0xff) == MAGIC >>> 8;
        if (u16(origin) != MAGIC) {
            throw malformed(origin, "magic 0x%04x is not BTF's 0xeb9f".formatted(u16(origin)));
        }
        int version = data[origin + 2];
        if (version != 1) {
            throw malformed(origin + 2, "BTF version %d, only 1 is known".formatted(version));
        }
        long headerLength = u32(origin + 4) & 0xffffffffL;
        if (headerLength < HEADER_LENGTH || headerLength > size) {
            throw malformed(origin + 4, "header length %d, file has %d bytes".formatted(headerLength, size));
        }
        int bodyStart = origin + (int) headerLength;
        long bodyLength = size - headerLength;
        int typesLength = lengthOf("types", 8, bodyLength);
        typesStart = bodyStart + u32(origin + 8);
        typesEnd = typesStart + typesLength;
        stringsLength = lengthOf("strings", 16, bodyLength);
        stringsStart = bodyStart + u32(origin + 16);
        if (stringsLength > 0 && data[stringsStart + stringsLength - 1] != 0) {
            throw malformed(stringsStart + stringsLength - 1, "strings do not end with a NUL byte");
        }
    }

    private int lengthOf(String what, int field, long bodyLength) {
        long offset = u32(origin + field) & 0xffffffffL;
        long length = u32(origin + field + 4) & 0xffffffffL;
        if (offset + length > bodyLength) {
            throw malformed(
                    origin + field,
                    "%s at %d+%d past the body of %d bytes".formatted(what, offset, length, bodyLength));
        }
        return (int) length;
    }

    int u16(int at) {
        int first = data[at] & 0xff;
        int second = data[at + 1] & 0xff;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    /** 32 bits; the caller decides about the sign. */
    int u32(int at) {
        int first = data[at] & 0xff;
        int second = data[at + 1] & 0xff;
        int third = data[at + 2] & 0xff;
        int fourth = data[at + 3] & 0xff;
        return bigEndian
                ? first << 24 | second << 16 | third << 8 | fourth
                : fourth << 24 | third << 16 | second << 8 | first;
    }

    /** Kind number in the type record at {@code at}: five bits of the third byte of info, from the top. */
    int kindNumber(int at) {
        return data[bigEndian ? at + 4 : at + 7] & 0x1f;
    }

    boolean kindFlag(int at) {
        return (data[bigEndian ? at + 4 : at + 7] & 0x80) != 0;
    }

    /** Number of members, values or parameters of the type record at {@code at}. */
    int memberCount(int at) {
        return u16(bigEndian ? at + 6 : at + 4);
    }

    ByteOrder order() {
        return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** The string at {@code offset} of this file's own table, which the caller has checked. */
    String string(int offset) {
        int start = stringsStart + offset;
        int end = start;
        while (data[end] != 0) {
            end++;
        }
        return start == end ? "" : new String(data, start, end - start, StandardCharsets.UTF_8);
    }

    /** An error at index {@code at} of {@link #data}, told as offset in the file. */
    MalformedException malformed(int at, String problem) {
        return new MalformedException(file, (long) at - origin, problem);
    }
}
