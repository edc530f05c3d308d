package dev.rawtap.script.analysis;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Space;
import java.util.OptionalInt;

/** Types of C, as BTF has them, as types of the language. */
final class BtfTypes {
    private static final String USER_TAG = "user";

    private BtfTypes() {}

    /** The type of an id; pointers in it point into {@code space} unless they are tagged otherwise. */
    static ScriptType of(Btf btf, int id, Space space) {
        int stripped = btf.strip(id);
        return switch (btf.type(stripped)) {
            case BtfType.Int integer -> integer(integer);
            case BtfType.Pointer pointer ->
                new ScriptType.Pointer(
                        of(btf, pointer.target(), space), tagged(btf, pointer.target(), USER_TAG) ? Space.USER : space);
            case BtfType.Array array -> array(btf, array, space);
            case BtfType.Composite _ -> new ScriptType.Composite(btf, stripped, space);
            case BtfType.Forward forward -> forward(btf, stripped, forward, space);
            case BtfType.Enumeration enumeration -> enumeration(btf, stripped, enumeration);
            case BtfType.Float number -> new ScriptType.Array(new ScriptType.Int(8, false), number.size());
            case BtfType.Void _,
                    BtfType.Function _,
                    BtfType.FunctionPrototype _,
                    BtfType.Variable _,
                    BtfType.DataSection _,
                    BtfType.DeclarationTag _,
                    BtfType.Modifier _ -> ScriptType.NOTHING;
        };
    }

    /** Whether a tag stands among the modifiers of a type. */
    static boolean tagged(Btf btf, int id, String tag) {
        int current = id;
        while (btf.type(current) instanceof BtfType.Modifier modifier) {
            if (modifier instanceof BtfType.TypeTag named && named.value().equals(tag)) {
                return true;
            }
            current = modifier.target();
        }
        return false;
    }

    private static ScriptType integer(BtfType.Int integer) {
        if (integer.encoding() == BtfType.IntEncoding.BOOL) {
            return ScriptType.BOOL;
        }
        int bits = integer.size() * 8;
        if (bits > 64) {
            return new ScriptType.Array(ScriptType.UINT64, bits / 64);
        }
        return new ScriptType.Int(Math.max(8, Integer.highestOneBit(bits)), integer.signed());
    }

    private static ScriptType array(Btf btf, BtfType.Array array, Space space) {
        if (array.length() > 0
                && btf.type(btf.strip(array.element())) instanceof BtfType.Int integer
                && integer.size() == 1
                && (integer.isCharacter() || integer.name().equals("char"))) {
            return new ScriptType.Text(array.length());
        }
        return new ScriptType.Array(of(btf, array.element(), space), array.length());
    }

    /** What is only announced here may be known elsewhere. */
    private static ScriptType forward(Btf btf, int id, BtfType.Forward forward, Space space) {
        OptionalInt whole = btf.find(forward.union() ? BtfKind.UNION : BtfKind.STRUCT, forward.name());
        return new ScriptType.Composite(btf, whole.orElse(id), space);
    }

    private static ScriptType enumeration(Btf btf, int id, BtfType.Enumeration enumeration) {
        var number =
                new ScriptType.Int(Integer.highestOneBit(Math.max(1, enumeration.size())) * 8, enumeration.signed());
        return enumeration.name().isEmpty() ? number : new ScriptType.Enumeration(btf, id, number);
    }
}
