package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.Field;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parts of values and what pointers lead to. */
final class Memory {
    private final Elaborator elaborator;
    private final Problems problems;

    Memory(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
    }

    /** {@code *e}. */
    TypedExpression dereference(TypedExpression operand, Span at) {
        return switch (operand.type()) {
            case ScriptType.Pointer(ScriptType.Nothing _, var _) -> {
                problems.error("type-mismatch", at, "Can not dereference 'void *'", "cast it: *(uint64 *)p");
                yield Unknown.at(at);
            }
            case ScriptType.Pointer pointer -> new TypedExpression.Dereference(operand, pointer.target(), at);
            case ScriptType type
            when Conversions.isInteger(type) -> {
                var pointer = new ScriptType.Pointer(ScriptType.UINT64, ScriptType.Space.KERNEL);
                yield new TypedExpression.Dereference(Conversions.convert(operand, pointer), ScriptType.UINT64, at);
            }
            default -> {
                problems.error(
                        "type-mismatch",
                        at,
                        "The * operator can not be used on expressions of type '%s'".formatted(operand.type()));
                yield Unknown.at(at);
            }
        };
    }

    /** {@code e.name}, {@code e->name}: pointers are followed however deep. */
    TypedExpression field(Expression.FieldAccess access) {
        if (elaborator.names().isArguments(access.target())) {
            return elaborator.names().arguments().field(access.target().span(), access.field(), access.span());
        }
        if (access.target() instanceof Expression.Identifier(Span _, String name) && name.equals("config")) {
            Optional<TypedExpression> setting =
                    elaborator.knowledge().settings().value(access.field(), access.span());
            return setting.orElseGet(() -> {
                problems.errorNear(
                        "unknown-field",
                        access.span(),
                        "Record does not contain a field named '%s'".formatted(access.field()),
                        access.field(),
                        ConfigReader.names());
                return Unknown.at(access.span());
            });
        }
        TypedExpression base = elaborator.expression(access.target());
        return Unknown.is(base) ? Unknown.at(access.span()) : field(base, access.field(), access.span());
    }

    /** The field of a value that has its type. */
    TypedExpression field(TypedExpression value, String name, Span at) {
        TypedExpression base = value;
        while (base.type() instanceof ScriptType.Pointer pointer) {
            base = new TypedExpression.Dereference(base, pointer.target(), base.at());
        }
        return switch (base.type()) {
            case ScriptType.Composite composite -> member(base, composite, name, at);
            case ScriptType.RecordType fields -> part(base, fields, name, at);
            default -> {
                problems.error(
                        "unknown-field",
                        at,
                        "Can not access field '%s' on expression of type '%s'".formatted(name, base.type()),
                        hints(base));
                yield Unknown.at(at);
            }
        };
    }

    /** The table of system calls names types of 64-bit programs; what 32-bit callers have is left to the script. */
    private String[] hints(TypedExpression base) {
        if (elaborator.knowledge().options().target().btf().isEmpty()) {
            return new String[] {Arguments.NO_TYPES};
        }
        boolean narrow = base.type() instanceof ScriptType.Nothing
                && elaborator.body().kind().orElse(null) instanceof ProbeKind.SyscallCall(var syscall)
                && syscall.architecture().is32Bit();
        return narrow
                ? new String[] {
                    "32-bit callers have it in another shape; cast to one that the kernel knows, such as struct compat_iovec"
                }
                : new String[0];
    }

    private TypedExpression part(TypedExpression base, ScriptType.RecordType record, String name, Span at) {
        for (int i = 0; i < record.fields().size(); i++) {
            if (record.fields().get(i).name().equals(name)) {
                return partOf(base, i, record.fields().get(i).type(), at);
            }
        }
        problems.errorNear(
                "unknown-field",
                at,
                "Record does not contain a field named '%s'".formatted(name),
                name,
                record.fields().stream().map(ScriptType.Field::name).toList());
        return Unknown.at(at);
    }

    private TypedExpression member(TypedExpression base, ScriptType.Composite composite, String name, Span at) {
        Btf btf = composite.btf();
        Optional<Field> found = btf.field(composite.id(), name);
        if (found.isEmpty()) {
            problems.errorNear(
                    "unknown-field",
                    at,
                    "Struct/union of type '%s' does not contain a field named '%s'".formatted(composite, name),
                    name,
                    fieldNames(btf, composite.id()));
            return Unknown.at(at);
        }
        Field field = found.get();
        if (btf.type(btf.strip(field.type())) instanceof BtfType.Pointer pointer
                && BtfTypes.tagged(btf, pointer.target(), "percpu")) {
            problems.error(
                    "unsupported",
                    at,
                    "Attempting to access pointer field '%s' with unsupported tag attribute: percpu".formatted(name),
                    "take its address for one CPU with percpu_kaddr()");
            return Unknown.at(at);
        }
        return new TypedExpression.FieldOf(
                base,
                name,
                Math.toIntExact(field.bitOffset()),
                field.bitSize(),
                BtfTypes.of(btf, field.type(), composite.space()),
                at);
    }

    /** Names of the members, those of nameless members within too. */
    static List<String> fieldNames(Btf btf, int id) {
        var names = new ArrayList<String>();
        collect(btf, id, names, new HashSet<>());
        return names;
    }

    private static void collect(Btf btf, int id, List<String> names, Set<Integer> seen) {
        int stripped = btf.strip(id);
        if (btf.type(stripped) instanceof BtfType.Composite composite && seen.add(stripped)) {
            for (BtfType.Member member : composite.members()) {
                if (member.name().isEmpty()) {
                    collect(btf, member.type(), names, seen);
                } else {
                    names.add(member.name());
                }
            }
        }
    }

    /** {@code e.0}. */
    TypedExpression part(Expression.TupleAccess access) {
        TypedExpression base = elaborator.expression(access.target());
        if (Unknown.is(base)) {
            return Unknown.at(access.span());
        }
        if (base.type() instanceof ScriptType.Tuple tuple) {
            return part(base, tuple, access.index(), access.span());
        }
        problems.error(
                "unknown-field",
                access.span(),
                "Can not access index '%d' on expression of type '%s'".formatted(access.index(), base.type()));
        return Unknown.at(access.span());
    }

    private TypedExpression part(TypedExpression base, ScriptType.Tuple tuple, long index, Span at) {
        if (index < 0 || index >= tuple.elements().size()) {
            problems.error(
                    "unknown-field",
                    at,
                    "Invalid tuple index: %d. Found %d elements in tuple."
                            .formatted(index, tuple.elements().size()));
            return Unknown.at(at);
        }
        return partOf(base, (int) index, tuple.elements().get((int) index), at);
    }

    private static TypedExpression partOf(TypedExpression base, int index, ScriptType type, Span at) {
        return base instanceof TypedExpression.Compose compose && Choices.isConstant(compose)
                ? compose.parts().get(index)
                : new TypedExpression.PartOf(base, index, type, at);
    }

    /** {@code e[i]}. */
    TypedExpression index(Expression.Index access) {
        TypedExpression base = elaborator.expression(access.target());
        TypedExpression index = elaborator.expression(access.index());
        Span at = access.span();
        if (Unknown.is(base) || Unknown.is(index)) {
            return Unknown.at(at);
        }
        if (!Conversions.isInteger(index.type())) {
            problems.error(
                    "type-mismatch",
                    at,
                    "The array index operator [] only accepts non-negative integer indices. Got: " + index.type());
            return Unknown.at(at);
        }
        Optional<Long> known = Elaborator.constant(index);
        if (known.isPresent() && known.get() < 0 && !(base.type() instanceof ScriptType.Tuple)) {
            problems.error(
                    "type-mismatch",
                    at,
                    "The array index operator [] only accepts non-negative integer indices. Got: " + index.type());
            return Unknown.at(at);
        }
        if (base.type() instanceof ScriptType.Tuple tuple) {
            if (known.isPresent() && known.get() >= 0) {
                return part(base, tuple, known.get(), at);
            }
            problems.error("type-mismatch", at, "Array-style access for tuples only valid for integer literals");
            return Unknown.at(at);
        }
        return element(base, index, known, at);
    }

    private TypedExpression element(TypedExpression base, TypedExpression index, Optional<Long> known, Span at) {
        TypedExpression place = Conversions.wide(index);
        return switch (base.type()) {
            case ScriptType.Pointer(ScriptType.Nothing _, var _) -> {
                problems.error("type-mismatch", at, "Can not index 'void *'", "cast it: ((uint64 *)p)[0]");
                yield Unknown.at(at);
            }
            case ScriptType.Pointer pointer -> new TypedExpression.ElementOf(base, place, pointer.target(), at);
            case ScriptType.Array array -> {
                // A length of 0 is that of a flexible array at the end of a structure.
                if (known.isPresent() && array.length() > 0 && (known.get() < 0 || known.get() >= array.length())) {
                    problems.error(
                            "out-of-bounds",
                            at,
                            "the index %d is out of bounds for array of size %d"
                                    .formatted(known.get(), array.length()));
                    yield Unknown.at(at);
                }
                yield new TypedExpression.ElementOf(base, place, array.element(), at);
            }
            case ScriptType.Text text -> {
                if (known.isPresent() && (known.get() < 0 || known.get() >= text.capacity())) {
                    problems.error(
                            "out-of-bounds",
                            at,
                            "the index %d is out of bounds for array of size %d"
                                    .formatted(known.get(), text.capacity()));
                    yield Unknown.at(at);
                }
                yield new TypedExpression.ElementOf(base, place, new ScriptType.Int(8, true), at);
            }
            default -> {
                problems.error(
                        "type-mismatch",
                        at,
                        "The array index operator [] can only be used on arrays, pointers, and tuples, found %s."
                                .formatted(base.type()));
                yield Unknown.at(at);
            }
        };
    }

    /** {@code (1, "a")}. */
    TypedExpression tuple(Expression.Tuple tuple) {
        List<TypedExpression> parts =
                tuple.elements().stream().map(part -> element(part, "tuple")).toList();
        return new TypedExpression.Compose(
                parts,
                new ScriptType.Tuple(parts.stream().map(TypedExpression::type).toList()),
                tuple.span());
    }

    /** {@code (a = 1, b = "x")}. */
    TypedExpression record(Expression.RecordLiteral record) {
        var parts = new ArrayList<TypedExpression>();
        var fields = new ArrayList<ScriptType.Field>();
        for (Expression.RecordField field : record.fields()) {
            TypedExpression value = element(field.value(), "record");
            parts.add(value);
            fields.add(new ScriptType.Field(field.name(), value.type()));
        }
        return new TypedExpression.Compose(parts, new ScriptType.RecordType(fields), record.span());
    }

    private TypedExpression element(Expression expression, String whole) {
        TypedExpression value = elaborator.expression(expression);
        if (!Unknown.is(value)
                && (value.type() instanceof ScriptType.Nothing || value.type() instanceof ScriptType.Aggregation)) {
            problems.error(
                    "type-mismatch",
                    expression.span(),
                    "Map type %s cannot exist inside a %s.".formatted(value.type(), whole));
            return Unknown.at(expression.span());
        }
        return value;
    }
}
