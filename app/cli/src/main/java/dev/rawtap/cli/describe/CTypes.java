package dev.rawtap.cli.describe;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;

/** C types for examples, which are compiled without the kernel's headers: typedefs are gone, tags remain. */
final class CTypes {
    private CTypes() {}

    /** An integer, enumeration or boolean in C's own words; a 64-bit number for anything else. */
    static String scalar(Btf btf, int id) {
        return switch (btf.type(btf.strip(id))) {
            case BtfType.Int integer ->
                integer.encoding() == BtfType.IntEncoding.BOOL ? "_Bool" : integer(integer.size(), integer.signed());
            case BtfType.Enumeration enumeration -> integer(enumeration.size(), enumeration.signed());
            default -> integer(Long.BYTES, false);
        };
    }

    private static String integer(int size, boolean signed) {
        String name = switch (size) {
            case 1 -> "char";
            case 2 -> "short";
            case 4 -> "int";
            default -> "long";
        };
        return (signed ? size == 1 ? "signed " : "" : "unsigned ") + name;
    }

    /** Whether values are read as one signed or unsigned number. */
    static boolean isScalar(Btf btf, int id) {
        return btf.type(btf.strip(id)) instanceof BtfType.Int || btf.type(btf.strip(id)) instanceof BtfType.Enumeration;
    }

    /** Whether this points to characters. */
    static boolean isText(Btf btf, int id) {
        return btf.type(btf.strip(id)) instanceof BtfType.Pointer(int target)
                && btf.type(btf.strip(target)) instanceof BtfType.Int integer
                && integer.isCharacter()
                && integer.name().equals("char");
    }

    /**
     * Whether a typed program may read an argument that is a pointer: the verifier takes pointers to structures, and those
     * to numbers or nothing as a number (btf_ctx_access, kernel/bpf/btf.c, 6.18).
     */
    static boolean isReadable(Btf btf, int id) {
        return btf.type(btf.strip(id)) instanceof BtfType.Pointer(int target)
                && switch (btf.type(btf.strip(target))) {
                    case BtfType.Void ignored -> true;
                    case BtfType.Int ignored -> true;
                    case BtfType.Composite ignored -> true;
                    default -> false;
                };
    }
}
