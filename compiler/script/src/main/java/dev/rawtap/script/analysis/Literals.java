package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.EscapedBytes;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Arrays;

/** Values that the script writes, with the smallest type that holds them. */
final class Literals {
    private Literals() {}

    /** A number of 64 bits without a sign, as literals are. */
    static TypedExpression integer(long value, Span at) {
        return new TypedExpression.Constant(
                value, value < 0 ? ScriptType.UINT64 : new ScriptType.Int(Join.signedBits(value), true), at);
    }

    /** A name that the compiler gives; no setting limits its length. */
    static TypedExpression.TextConstant name(String name, Span at) {
        byte[] bytes = EscapedBytes.encode(name);
        return new TypedExpression.TextConstant(bytes, new ScriptType.Text(bytes.length + 1, true), at);
    }

    /** A number with a sign. */
    static TypedExpression signed(long value, Span at) {
        return new TypedExpression.Constant(value, new ScriptType.Int(bits(value), true), at);
    }

    /** A number as {@code sizeof} gives it: of the smallest unsigned type. */
    static TypedExpression size(long value, Span at) {
        return new TypedExpression.Constant(value, new ScriptType.Int(Join.unsignedBits(value), false), at);
    }

    private static int bits(long value) {
        return Join.signedBits(value < 0 ? ~value : value);
    }

    /** A truth value. */
    static TypedExpression bool(boolean value, Span at) {
        return new TypedExpression.Constant(value ? 1 : 0, ScriptType.BOOL, at);
    }

    /** Text up to its first NUL. */
    static TypedExpression.TextConstant text(byte[] bytes, Span at) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        byte[] text = Arrays.copyOf(bytes, length);
        return new TypedExpression.TextConstant(text, new ScriptType.Text(length + 1), at);
    }

    /** Text. */
    static TypedExpression.TextConstant text(String text, Span at) {
        return text(EscapedBytes.encode(text), at);
    }
}
