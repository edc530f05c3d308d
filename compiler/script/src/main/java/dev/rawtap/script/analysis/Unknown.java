package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;

/** A type that is not known yet, or never will be because of a mistake that was told. Not seen outside of this package. */
final class Unknown {
    /** It is told from {@code void} by its identity. */
    static final ScriptType TYPE = new ScriptType.Nothing();

    private Unknown() {}

    /** Whether a type is unknown, or has a part that is. */
    @SuppressWarnings("ReferenceEquality")
    static boolean is(ScriptType type) {
        return switch (type) {
            case ScriptType.Nothing nothing -> nothing == TYPE;
            case ScriptType.Tuple tuple -> tuple.elements().stream().anyMatch(Unknown::is);
            case ScriptType.RecordType fields -> fields.fields().stream().anyMatch(field -> is(field.type()));
            case ScriptType.Pointer pointer -> is(pointer.target());
            case ScriptType.Array array -> is(array.element());
            default -> false;
        };
    }

    /** Whether an expression's type is unknown. */
    static boolean is(TypedExpression expression) {
        return is(expression.type());
    }

    /** An expression of which nothing is known. */
    static TypedExpression at(Span span) {
        return new TypedExpression.Constant(0, TYPE, span);
    }
}
