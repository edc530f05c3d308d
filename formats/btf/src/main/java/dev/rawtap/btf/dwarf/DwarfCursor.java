package dev.rawtap.btf.dwarf;

import dev.rawtap.base.ByteCursor;
import dev.rawtap.base.MalformedException;
import java.nio.ByteOrder;

/** A place in a section that moves on as it is read. */
final class DwarfCursor {
    private final ByteCursor bytes;
    private long at;

    DwarfCursor(ByteCursor bytes, long at) {
        this.bytes = bytes;
        this.at = at;
    }

    long at() {
        return at;
    }

    boolean atEnd() {
        return at >= bytes.size();
    }

    void skip(long length) {
        if (length < 0 || length > bytes.size() - at) {
            throw malformed("%d bytes to skip, %d left".formatted(length, bytes.size() - at));
        }
        at += length;
    }

    /** A cursor of its own at an earlier place. */
    DwarfCursor from(long offset) {
        return new DwarfCursor(bytes, offset);
    }

    MalformedException malformed(String problem) {
        return bytes.malformed(at, problem);
    }

    /** An unsigned number of 1, 2, 3, 4 or 8 bytes. */
    long number(int size) {
        long value = switch (size) {
            case 1 -> bytes.u8(at);
            case 2 -> bytes.u16(at);
            case 3 ->
                bytes.order() == ByteOrder.BIG_ENDIAN
                        ? (long) bytes.u16(at) << 8 | bytes.u8(at + 2)
                        : (long) bytes.u8(at + 2) << 16 | bytes.u16(at);
            case 4 -> bytes.u32(at);
            default -> bytes.i64(at);
        };
        at += size;
        return value;
    }

    /** An unsigned number in groups of seven bits. */
    long uleb() {
        return leb(false);
    }

    /** A signed number in groups of seven bits. */
    long sleb() {
        return leb(true);
    }

    private long leb(boolean signed) {
        long start = at;
        long value = 0;
        int shift = 0;
        int next;
        do {
            if (shift > 63) {
                throw bytes.malformed(start, "LEB128 number of more than 64 bits");
            }
            next = bytes.u8(at++);
            value |= (next & 0x7fL) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        boolean negative = signed && (next & 0x40) != 0 && shift < 64;
        return negative ? value | -1L << shift : value;
    }

    /** A string up to its NUL. */
    String string() {
        long start = at;
        while (bytes.u8(at) != 0) {
            at++;
        }
        at++;
        return bytes.string(start);
    }
}
