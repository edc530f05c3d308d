package dev.rawtap.object.relocate;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.CoreRelocation;
import dev.rawtap.object.relocate.AccessPath.Step;
import java.nio.ByteOrder;

/** Answers questions about a field of one set of types. */
final class FieldQuestion {
    private static final int MAX_ACCESS_BYTES = 8;

    private FieldQuestion() {}

    static Answer ask(CoreRelocation.Kind kind, AccessPath path) {
        return switch (path.steps().getLast()) {
            case Step.Element element -> askElement(kind, path, element);
            case Step.Field field -> askMember(kind, path, field.member());
        };
    }

    private static Answer askElement(CoreRelocation.Kind kind, AccessPath path, Step.Element element) {
        long bytes = path.btf().sizeOf(element.type());
        return switch (kind) {
            case FIELD_EXISTS -> Answer.Known.of(1);
            case FIELD_BYTE_OFFSET -> new Answer.Known(path.bitOffset() / 8, true, bytes, element.type());
            case FIELD_BYTE_SIZE -> Answer.Known.of(bytes);
            default -> new Answer.Missing("%s asks about an array element what only fields have".formatted(kind));
        };
    }

    private static Answer askMember(CoreRelocation.Kind kind, AccessPath path, BtfType.Member member) {
        Btf btf = path.btf();
        BtfType type = btf.type(btf.strip(member.type()));
        // Bit fields of before kernel 5.0 carry their width in an int type of their own.
        int bits = member.isBitField() ? member.bitSize() : ownBits(type);
        long offsetBits = path.bitOffset() + (member.isBitField() ? 0 : ownOffset(type));
        long bytes = btf.sizeOf(member.type());
        long offset = offsetBits / 8;
        if (bits > 0) {
            if (bytes < 1 || bytes > MAX_ACCESS_BYTES) {
                return new Answer.Missing("bit field of a type of %d bytes".formatted(bytes));
            }
            offset = offsetBits / 8 / bytes * bytes;
            // The narrowest aligned access that covers all its bits.
            while (offsetBits + bits - offset * 8 > bytes * 8) {
                if (bytes >= MAX_ACCESS_BYTES) {
                    return new Answer.Missing("bit field that no access of 8 bytes covers");
                }
                bytes *= 2;
                offset = offsetBits / 8 / bytes * bytes;
            }
        }
        boolean whole = bits == 0;
        long width = whole ? bytes * 8 : bits;
        return switch (kind) {
            case FIELD_EXISTS -> Answer.Known.of(1);
            case FIELD_BYTE_OFFSET -> new Answer.Known(offset, whole, whole ? bytes : 0, whole ? member.type() : 0);
            case FIELD_BYTE_SIZE -> new Answer.Known(bytes, whole, 0, 0);
            case FIELD_SIGNED -> Answer.Known.of(signed(type) ? 1 : 0);
            case FIELD_LEFT_SHIFT ->
                new Answer.Known(
                        btf.order() == ByteOrder.LITTLE_ENDIAN
                                ? 64 - (offsetBits + width - offset * 8)
                                : (MAX_ACCESS_BYTES - bytes) * 8 + (offsetBits - offset * 8),
                        whole,
                        0,
                        0);
            case FIELD_RIGHT_SHIFT -> Answer.Known.of(64 - width);
            default -> throw new IllegalArgumentException(kind + " is not about a field");
        };
    }

    private static int ownBits(BtfType type) {
        return type instanceof BtfType.Int integer && integer.bits() != integer.size() * 8 ? integer.bits() : 0;
    }

    private static int ownOffset(BtfType type) {
        return type instanceof BtfType.Int integer ? integer.bitOffset() : 0;
    }

    private static boolean signed(BtfType type) {
        return switch (type) {
            case BtfType.Int integer -> integer.signed();
            case BtfType.Enumeration enumeration -> enumeration.signed();
            default -> false;
        };
    }
}
