package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.TypeName.Array;
import dev.rawtap.script.syntax.TypeName.Named;
import dev.rawtap.script.syntax.TypeName.Pointer;
import dev.rawtap.script.syntax.TypeName.Tagged;
import dev.rawtap.script.syntax.TypeName.TypeOf;
import dev.rawtap.script.syntax.TypeName.UnsizedArray;

/** Types to text. */
final class TypePrinter {
    private TypePrinter() {}

    static String text(TypeName type, ExpressionPrinter expressions) {
        return switch (type) {
            case Named named -> named.name();
            case Tagged tagged -> tagged.text();
            case Pointer pointer -> text(pointer.target(), expressions) + (isPointer(pointer.target()) ? "*" : " *");
            case Array array -> text(array.element(), expressions) + "[" + array.length() + "]";
            case UnsizedArray array -> text(array.element(), expressions) + "[]";
            case TypeOf of -> "typeof(" + expressions.argument(of.argument()) + ")";
        };
    }

    private static boolean isPointer(TypeName type) {
        return type instanceof Pointer;
    }
}
