package dev.rawtap.btf;

import java.util.Arrays;

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

    private TypeIndex() {}

    /** Indexes into {@code bytes.data}, in order of type id. */
    static int[] build(BtfBytes bytes) {
        int at = bytes.typesStart;
        int end = bytes.typesEnd;
        int[] starts = new int[Math.max(16, (end - at) / 24)];
        int count = 0;
        while (at < end) {
            if (end - at < 12) {
                throw bytes.malformed(at, "type record of %d bytes, at least 12 wanted".formatted(end - at));
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count + count / 2);
            }
            starts[count++] = at;
            int kind = bytes.kindNumber(at);
            if (kind == 0 || kind >= BtfKind.COUNT) {
                throw bytes.malformed(at + 4, "unknown BTF kind %d".formatted(kind));
            }
            int length = 12 + FIXED[kind];
            if (PER_MEMBER[kind] != 0) {
                length += PER_MEMBER[kind] * bytes.memberCount(at);
            }
            if (length > end - at) {
                throw bytes.malformed(
                        at, "type record of %d bytes, %d left in the types section".formatted(length, end - at));
            }
            at += length;
        }
        return Arrays.copyOf(starts, count);
    }
}
