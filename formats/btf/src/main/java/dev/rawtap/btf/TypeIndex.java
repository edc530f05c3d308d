package dev.rawtap.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Finds where each type record starts: one pass that reads only kind and member count. */
final class TypeIndex {
    /** Bytes after the 12 common ones: fixed part and part per member, by kind number (include/uapi/linux/btf.h). */
    private static final int[] FIXED = new int[BtfKind.COUNT];

    private static final int[] PER_MEMBER = new int[BtfKind.COUNT];

    static {
        FIXED[BtfKind.INT.number()] = 4;
        FIXED[BtfKind.ARRAY.number()] = 12;
        FIXED[BtfKind.VARIABLE.number()] = 4;
        FIXED[BtfKind.DECLARATION_TAG.number()] = 4;
        PER_MEMBER[BtfKind.STRUCT.number()] = 12;
        PER_MEMBER[BtfKind.UNION.number()] = 12;
        PER_MEMBER[BtfKind.ENUM.number()] = 8;
        PER_MEMBER[BtfKind.FUNCTION_PROTOTYPE.number()] = 8;
        PER_MEMBER[BtfKind.DATA_SECTION.number()] = 12;
        PER_MEMBER[BtfKind.ENUM64.number()] = 12;
    }

    /**
     * Records per call of {@link #some}. The whole pass happens once and cold: a loop would stay interpreted for its
     * first 60,000 rounds, a method called a few hundred times is compiled.
     */
    private static final int CHUNK = 16;

    private static final int MAGIC = 0x31465442; // "BTF1"
    private static final int HEADER = 16;

    private final BtfBytes bytes;
    private int[] starts;
    private int count;
    private int at;

    private TypeIndex(BtfBytes bytes) {
        this.bytes = bytes;
        this.at = bytes.typesStart;
        this.starts = new int[Math.max(CHUNK, (bytes.typesEnd - at) / 24)];
    }

    /** Where each record starts, in bytes from the start of the types section, in order of type id. */
    static int[] build(BtfBytes bytes) {
        var index = new TypeIndex(bytes);
        while (index.at < bytes.typesEnd) {
            if (index.count + CHUNK > index.starts.length) {
                index.starts = Arrays.copyOf(index.starts, index.count + index.count / 2 + CHUNK);
            }
            index.some();
        }
        return Arrays.copyOf(index.starts, index.count);
    }

    /** The index as bytes: a magic number, a checksum, what it belongs to, the starts. */
    static byte[] toBytes(BtfBytes bytes, int[] starts) {
        var out = ByteBuffer.allocate(HEADER + 4 * starts.length).order(ByteOrder.LITTLE_ENDIAN);
        out.position(HEADER);
        out.asIntBuffer().put(starts);
        out.position(0);
        out.putInt(MAGIC).putInt(0).putInt(bytes.typesEnd - bytes.typesStart).putInt(bytes.stringsLength);
        return out.putInt(4, checksum(out.array())).array();
    }

    /** The starts that {@link #toBytes} wrote, or null if they are not of this file. */
    static int @Nullable [] fromBytes(BtfBytes bytes, byte[] index) {
        var in = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN);
        // A checksum rather than a look at each start: that loop would run cold and cost what the index saves.
        if (index.length < HEADER
                || in.getInt() != MAGIC
                || in.getInt() != checksum(index)
                || in.getInt() != bytes.typesEnd - bytes.typesStart
                || in.getInt() != bytes.stringsLength) {
            return null;
        }
        int[] starts = new int[(index.length - HEADER) / 4];
        in.asIntBuffer().get(starts);
        return starts;
    }

    private static int checksum(byte[] index) {
        var checksum = new CRC32C();
        checksum.update(index, 8, index.length - 8);
        return (int) checksum.getValue();
    }

    private void some() {
        byte[] data = bytes.data;
        int info = bytes.bigEndian ? 4 : 7;
        int end = bytes.typesEnd;
        int here = at;
        int row = count;
        for (int i = 0; i < CHUNK && here < end; i++) {
            if (end - here < 12) {
                throw bytes.malformed(here, "type record of %d bytes, at least 12 wanted".formatted(end - here));
            }
            starts[row++] = here - bytes.typesStart;
            int kind = data[here + info] & 0x1f;
            if (kind == 0 || kind >= BtfKind.COUNT) {
                throw bytes.malformed(here + 4, "unknown BTF kind %d".formatted(kind));
            }
            int length = 12 + FIXED[kind];
            if (PER_MEMBER[kind] != 0) {
                length += PER_MEMBER[kind] * bytes.memberCount(here);
            }
            if (length > end - here) {
                throw bytes.malformed(
                        here, "type record of %d bytes, %d left in the types section".formatted(length, end - here));
            }
            here += length;
        }
        at = here;
        count = row;
    }
}
