package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;

/** What {@code typeinfo} gives: {@code { .btf_id, .base_type, .full_type }}. */
final class TypeInfoRecord {
    private TypeInfoRecord() {}

    static TypedExpression of(ScriptType type, Span at) {
        int id = type instanceof ScriptType.Composite composite ? composite.id() : 0;
        List<TypedExpression> parts = List.of(
                Literals.integer(id, at), Literals.name(baseType(type), at), Literals.name(type.toString(), at));
        return new TypedExpression.Compose(
                parts,
                new ScriptType.RecordType(List.of(
                        new ScriptType.Field("btf_id", parts.get(0).type()),
                        new ScriptType.Field("base_type", parts.get(1).type()),
                        new ScriptType.Field("full_type", parts.get(2).type()))),
                at);
    }

    private static String baseType(ScriptType type) {
        return switch (type) {
            case ScriptType.Nothing _ -> "void";
            case ScriptType.Bool _ -> "bool";
            case ScriptType.Int _, ScriptType.Named _ -> "int";
            case ScriptType.Enumeration _ -> "enum";
            case ScriptType.Text _ -> "string";
            case ScriptType.Buffer _ -> "buffer";
            case ScriptType.Pointer _ -> "pointer";
            case ScriptType.Array _ -> "array";
            case ScriptType.Composite _ -> "c_type";
            case ScriptType.Tuple _ -> "tuple";
            case ScriptType.RecordType _ -> "record";
            case ScriptType.Resolved resolved -> resolved.toString();
            case ScriptType.Stack stack -> stack.user() ? "ustack" : "kstack";
            case ScriptType.Aggregation aggregation -> aggregation.toString();
        };
    }
}
