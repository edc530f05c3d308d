package dev.rawtap.btf;

import dev.rawtap.btf.BtfType.IntEncoding;
import dev.rawtap.btf.BtfType.Linkage;
import java.util.ArrayList;
import java.util.List;

/** Decodes the record of one type. Ids that it refers to exist; what they are is not looked at. */
final class TypeDecoder {
    private final Btf btf;
    private final BtfBytes bytes;
    /** Start of the record. */
    private final int at;

    TypeDecoder(Btf btf, BtfBytes bytes, int at) {
        this.btf = btf;
        this.bytes = bytes;
        this.at = at;
    }

    BtfType decode() {
        return switch (BtfKind.of(bytes.kindNumber(at))) {
            case VOID -> throw bytes.malformed(at + 4, "unknown BTF kind 0");
            case INT -> integer();
            case POINTER -> new BtfType.Pointer(target());
            case ARRAY -> new BtfType.Array(id(at + 12), id(at + 16), natural(at + 20, "array length"));
            case STRUCT -> new BtfType.Struct(name(), natural(at + 8, "size"), members());
            case UNION -> new BtfType.Union(name(), natural(at + 8, "size"), members());
            case ENUM -> new BtfType.Enum(name(), enumSize(), bytes.kindFlag(at), values(8));
            case ENUM64 -> new BtfType.Enum64(name(), enumSize(), bytes.kindFlag(at), values(12));
            case FORWARD -> new BtfType.Forward(name(), bytes.kindFlag(at));
            case TYPEDEF -> new BtfType.Typedef(name(), target());
            case VOLATILE -> new BtfType.Volatile(target());
            case CONST -> new BtfType.Const(target());
            case RESTRICT -> new BtfType.Restrict(target());
            case FUNCTION -> new BtfType.Function(name(), target(), linkage(bytes.memberCount(at), at + 4));
            case FUNCTION_PROTOTYPE -> new BtfType.FunctionPrototype(target(), parameters());
            case VARIABLE -> new BtfType.Variable(name(), target(), linkage(bytes.u32(at + 12), at + 12));
            case DATA_SECTION -> new BtfType.DataSection(name(), natural(at + 8, "size"), placements());
            case FLOAT -> new BtfType.Float(name(), natural(at + 8, "size"));
            case DECLARATION_TAG ->
                new BtfType.DeclarationTag(name(), target(), bytes.u32(at + 12), bytes.kindFlag(at));
            case TYPE_TAG -> new BtfType.TypeTag(name(), target(), bytes.kindFlag(at));
        };
    }

    private BtfType integer() {
        int size = natural(at + 8, "size");
        int data = bytes.u32(at + 12);
        int bitOffset = data >>> 16 & 0xff;
        int bits = data & 0xff;
        if (size < 1 || size > 16 || bitOffset + bits > size * 8) {
            throw bytes.malformed(at + 8, "int of %d bytes with bits %d+%d".formatted(size, bitOffset, bits));
        }
        IntEncoding encoding = switch (data >>> 24) {
            case 0 -> IntEncoding.UNSIGNED;
            case 1 -> IntEncoding.SIGNED;
            case 2 -> IntEncoding.CHAR;
            case 4 -> IntEncoding.BOOL;
            default -> throw bytes.malformed(at + 12, "int encoding %d".formatted(data >>> 24));
        };
        return new BtfType.Int(name(), size, encoding, bitOffset, bits);
    }

    private List<BtfType.Member> members() {
        boolean bitFields = bytes.kindFlag(at);
        int count = bytes.memberCount(at);
        var members = new ArrayList<BtfType.Member>(count);
        for (int i = 0, member = at + 12; i < count; i++, member += 12) {
            int place = bytes.u32(member + 8);
            int bitOffset = bitFields ? place & 0xffffff : place;
            if (bitOffset < 0) {
                throw bytes.malformed(member + 8, "bit offset %d".formatted(place & 0xffffffffL));
            }
            members.add(new BtfType.Member(string(member), id(member + 4), bitOffset, bitFields ? place >>> 24 : 0));
        }
        return members;
    }

    private int enumSize() {
        int size = bytes.u32(at + 8);
        if (size < 1 || size > 8 || Integer.bitCount(size) != 1) {
            throw bytes.malformed(at + 8, "enum of %d bytes, only 1, 2, 4 and 8 are known".formatted(size));
        }
        return size;
    }

    private List<BtfType.Enumerator> values(int stride) {
        boolean signed = bytes.kindFlag(at);
        int count = bytes.memberCount(at);
        var values = new ArrayList<BtfType.Enumerator>(count);
        for (int i = 0, value = at + 12; i < count; i++, value += stride) {
            int low = bytes.u32(value + 4);
            long wide = stride == 12
                    ? (long) bytes.u32(value + 8) << 32 | (low & 0xffffffffL)
                    : signed ? low : low & 0xffffffffL;
            values.add(new BtfType.Enumerator(string(value), wide));
        }
        return values;
    }

    private List<BtfType.Parameter> parameters() {
        int count = bytes.memberCount(at);
        var parameters = new ArrayList<BtfType.Parameter>(count);
        for (int i = 0, parameter = at + 12; i < count; i++, parameter += 8) {
            parameters.add(new BtfType.Parameter(string(parameter), id(parameter + 4)));
        }
        return parameters;
    }

    private List<BtfType.Placement> placements() {
        int count = bytes.memberCount(at);
        var placements = new ArrayList<BtfType.Placement>(count);
        for (int i = 0, place = at + 12; i < count; i++, place += 12) {
            placements.add(new BtfType.Placement(id(place), natural(place + 4, "offset"), natural(place + 8, "size")));
        }
        return placements;
    }

    private Linkage linkage(int number, int where) {
        return switch (number) {
            case 0 -> Linkage.STATIC;
            case 1 -> Linkage.GLOBAL;
            case 2 -> Linkage.EXTERN;
            default -> throw bytes.malformed(where, "linkage %d".formatted(number));
        };
    }

    private String name() {
        return string(at);
    }

    private String string(int where) {
        return btf.string(bytes.u32(where), where);
    }

    private int target() {
        return id(at + 8);
    }

    private int id(int where) {
        int id = bytes.u32(where);
        if (id < 0 || id >= btf.count()) {
            throw bytes.malformed(where, "type id %d, last is %d".formatted(id & 0xffffffffL, btf.count() - 1));
        }
        return id;
    }

    private int natural(int where, String what) {
        int value = bytes.u32(where);
        if (value < 0) {
            throw bytes.malformed(where, "%s %d".formatted(what, value & 0xffffffffL));
        }
        return value;
    }
}
