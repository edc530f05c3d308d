package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.Field;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.TypeArgument;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Resolved.Resolution;
import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Optional;

/** Types that the script writes: casts, {@code sizeof}, {@code offsetof}, {@code typeof}. */
final class Casts {
    private final Elaborator elaborator;
    private final Problems problems;
    private final TypeNames names;

    Casts(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
        this.names = elaborator.knowledge().types();
    }

    /** The type that the script writes; empty if there is none such, which is told. */
    Optional<ScriptType> type(TypeName name) {
        return type(name, name.span());
    }

    private Optional<ScriptType> type(TypeName name, Span whole) {
        return switch (name) {
            case TypeName.Named(Span _, String word) -> names.named(word).or(() -> unknown(word, word, whole));
            case TypeName.Tagged tagged ->
                names.tagged(tagged.tag(), tagged.name()).or(() -> unknown(tagged.text(), tagged.name(), whole));
            case TypeName.Pointer(Span _, TypeName target) ->
                type(target, whole).map(type -> new ScriptType.Pointer(type, Space.KERNEL));
            case TypeName.Array array -> array(array, whole);
            case TypeName.UnsizedArray(Span _, TypeName element) ->
                type(element, whole).map(type -> new ScriptType.Array(type, 0));
            case TypeName.TypeOf(Span _, TypeArgument argument) -> of(argument);
        };
    }

    private Optional<ScriptType> unknown(String text, String word, Span at) {
        if (elaborator.knowledge().isHidden(word)) {
            return Optional.empty();
        }
        List<String> near = names.nearest(word);
        String message = "Cannot resolve unknown type \"%s\"".formatted(text);
        if (near.isEmpty()) {
            problems.error("unknown-type", at, message);
        } else {
            problems.error("unknown-type", at, message, "did you mean " + String.join(", ", near) + "?");
        }
        return Optional.empty();
    }

    private Optional<ScriptType> array(TypeName.Array array, Span whole) {
        if (array.length() > Integer.MAX_VALUE / 8) {
            problems.error("bad-value", array.span(), "array of %d elements is too large".formatted(array.length()));
            return Optional.empty();
        }
        int length = (int) array.length();
        if (array.element() instanceof TypeName.Named(Span _, String word)) {
            switch (word) {
                case "string" -> {
                    // Of no size, as without one.
                    return length == 0 ? names.named(word) : Optional.of(new ScriptType.Text(length));
                }
                case "buffer" -> {
                    return Optional.of(new ScriptType.Buffer(length));
                }
                case "inet" -> {
                    return names.named(word);
                }
                default -> {}
            }
        }
        return type(array.element(), whole).map(element -> new ScriptType.Array(element, length));
    }

    /** The type that a type's name or an expression has. */
    Optional<ScriptType> of(TypeArgument argument) {
        return switch (argument) {
            case TypeName name -> type(name);
            case Expression expression -> ofExpression(expression);
        };
    }

    private Optional<ScriptType> ofExpression(Expression expression) {
        // A bare name may be that of a type.
        if (expression instanceof Expression.Identifier(Span _, String word)
                && elaborator.binding(expression) == null
                && !elaborator.names().isKnown(word)) {
            Optional<ScriptType> named = names.named(word);
            if (named.isPresent()) {
                return named;
            }
        }
        if (expression instanceof Expression.TypeValue(Span _, TypeName.TypeOf type)) {
            return type(type);
        }
        Expansion.Binding binding = elaborator.binding(expression);
        if (binding != null) {
            return elaborator.inFrame(binding.frame(), () -> ofExpression(binding.expression()));
        }
        if (expression instanceof Expression.MapName map) {
            MapState state = elaborator.maps().state(map);
            return Boolean.TRUE.equals(state.keyed())
                    ? state.key().known()
                    : state.value().known();
        }
        TypedExpression value = elaborator.expression(expression);
        return Unknown.is(value) ? Optional.empty() : Optional.of(value.type());
    }

    /** {@code (T)e}. */
    TypedExpression cast(Expression.Cast cast) {
        Span at = Spans.parentheses(cast.span(), cast.type().span());
        Optional<ScriptType> type = cast.type() instanceof TypeName.Tagged(Span _, TypeName.Tag tag, String name)
                        && tag == TypeName.Tag.ENUM
                ? enumeration(name, at)
                : type(cast.type());
        TypedExpression value = elaborator.expression(cast.operand());
        if (type.isEmpty() || Unknown.is(value)) {
            return Unknown.at(at);
        }
        if (type.get() instanceof ScriptType.Nothing) {
            return Elaborator.nothing(at);
        }
        ScriptType target = inSpaceOf(value, sized(type.get(), value));
        if (value.type().equals(target)) {
            if (!MapAccess.isAggregation(value)) {
                problems.warnOfCast(at, "Unnecessary cast: expression is already of type " + target);
            }
            return new TypedExpression.Convert(value, target, at);
        }
        if (!castable(value, target)) {
            problems.error("type-mismatch", at, "Cannot cast from \"%s\" to \"%s\"".formatted(value.type(), target));
            return Unknown.at(at);
        }
        if (target instanceof ScriptType.Enumeration enumeration
                && Conversions.isLiteral(value)
                && !isValue(enumeration, Elaborator.constant(value).orElse(0L))) {
            problems.error(
                    "bad-value",
                    at,
                    "Enum: %s doesn't contain a variant value of %d"
                            .formatted(
                                    enumeration.btf().nameOf(enumeration.id()),
                                    Elaborator.constant(value).orElse(0L)));
            return Unknown.at(at);
        }
        return new TypedExpression.Convert(value, target, at);
    }

    private Optional<ScriptType> enumeration(String name, Span at) {
        Optional<ScriptType> found = names.tagged(TypeName.Tag.ENUM, name);
        if (found.isEmpty()) {
            problems.errorNear("unknown-type", at, "Unknown enum: " + name, name, names.nearest(name));
        }
        return found;
    }

    private static boolean isValue(ScriptType.Enumeration type, long value) {
        return type.btf().type(type.id()) instanceof BtfType.Enumeration enumeration
                && enumeration.values().stream().anyMatch(enumerator -> enumerator.value() == value);
    }

    /** An array without a length takes that of the value. */
    private static ScriptType sized(ScriptType type, TypedExpression value) {
        if (type instanceof ScriptType.Array(ScriptType element, int length)
                && length == 0
                && Layout.size(element) > 0) {
            return new ScriptType.Array(element, Layout.size(value.type()) / Layout.size(element));
        }
        return type;
    }

    /** A pointer goes on to point where it did; a number from a system call's arguments points into the process. */
    private ScriptType inSpaceOf(TypedExpression value, ScriptType type) {
        if (!(type instanceof ScriptType.Pointer pointer)) {
            return type;
        }
        Space space = value.type() instanceof ScriptType.Pointer from
                ? from.space()
                : isSyscallArgument(value) ? Space.USER : elaborator.body().addressSpace();
        return in(space, pointer);
    }

    /** A pointer, and what it leads to, in a space. */
    static ScriptType in(Space space, ScriptType type) {
        return switch (type) {
            case ScriptType.Pointer(ScriptType target, Space _) -> new ScriptType.Pointer(in(space, target), space);
            case ScriptType.Composite(Btf btf, int id, Space _) -> new ScriptType.Composite(btf, id, space);
            case ScriptType.Array(ScriptType element, int length) -> new ScriptType.Array(in(space, element), length);
            default -> type;
        };
    }

    private boolean isSyscallArgument(TypedExpression value) {
        boolean syscall = elaborator
                .body()
                .kind()
                .filter(kind -> kind instanceof ProbeKind.SyscallEnter || kind instanceof ProbeKind.SyscallCall)
                .isPresent();
        TypedExpression inside = value;
        while (inside instanceof TypedExpression.Convert convert) {
            inside = convert.value();
        }
        return syscall && inside instanceof TypedExpression.Argument;
    }

    private static boolean castable(TypedExpression value, ScriptType to) {
        ScriptType from = value.type();
        boolean scalar = Conversions.isInteger(from) || from instanceof ScriptType.Pointer;
        return switch (to) {
            case ScriptType.Int _, ScriptType.Bool _, ScriptType.Named _, ScriptType.Enumeration _ ->
                scalar
                        || (from instanceof ScriptType.Array array
                                && isNumbers(array)
                                && Layout.size(from) == Layout.size(to));
            case ScriptType.Pointer _ -> scalar || from instanceof ScriptType.Array;
            case ScriptType.Array array ->
                isNumbers(array)
                        && (Conversions.isLiteral(value)
                                || ((Conversions.isInteger(from) || from instanceof ScriptType.Array)
                                        && Layout.size(from) == Layout.size(to)));
            case ScriptType.Text text -> from instanceof ScriptType.Text own && own.capacity() <= text.capacity();
            case ScriptType.Buffer buffer ->
                from instanceof ScriptType.Buffer own && own.capacity() <= buffer.capacity();
            case ScriptType.Resolved resolved ->
                Conversions.isInteger(from)
                        && resolved.kind().bytes() == 8
                        && resolved.kind() != Resolution.TIMESTAMP
                        && resolved.kind() != Resolution.CGROUP_PATH;
            case ScriptType.Nothing _,
                    ScriptType.Composite _,
                    ScriptType.Tuple _,
                    ScriptType.RecordType _,
                    ScriptType.Stack _,
                    ScriptType.Aggregation _ -> false;
        };
    }

    private static boolean isNumbers(ScriptType.Array array) {
        return Conversions.isInteger(array.element());
    }

    /** {@code sizeof(T)}, {@code sizeof(e)}. */
    TypedExpression sizeOf(Expression.SizeOf sizeOf) {
        return problems.withoutCasts(() -> of(sizeOf.argument()))
                .map(type -> type instanceof ScriptType.Text text ? text.capacity() : Layout.size(type))
                .map(size -> Literals.size(size, sizeOf.span()))
                .orElseGet(() -> Unknown.at(sizeOf.span()));
    }

    /** {@code offsetof(T, a.b)}. */
    TypedExpression offsetOf(Expression.OffsetOf offsetOf) {
        Optional<ScriptType> type = of(offsetOf.argument());
        if (type.isEmpty()) {
            return Unknown.at(offsetOf.span());
        }
        long bits = 0;
        ScriptType current = type.get();
        for (String name : offsetOf.path()) {
            if (!(current instanceof ScriptType.Composite composite)) {
                problems.error("type-mismatch", offsetOf.span(), "'%s' is not a C type.".formatted(current));
                return Unknown.at(offsetOf.span());
            }
            Optional<Field> field = composite.btf().field(composite.id(), name);
            if (field.isEmpty()) {
                problems.errorNear(
                        "unknown-field",
                        offsetOf.span(),
                        "'%s' has no field named '%s'".formatted(composite, name),
                        name,
                        Memory.fieldNames(composite.btf(), composite.id()));
                return Unknown.at(offsetOf.span());
            }
            bits += field.get().bitOffset();
            current = BtfTypes.of(composite.btf(), field.get().type(), composite.space());
        }
        return Literals.size(bits / 8, offsetOf.span());
    }

    /** {@code typeinfo(e)}: a record of what is known of a type. */
    TypedExpression typeInfo(Expression.TypeInfo typeInfo) {
        Span at = typeInfo.span();
        if (!elaborator.allowsUnstable("typeinfo", "unstable_typeinfo", at)) {
            return Unknown.at(at);
        }
        return problems.withoutCasts(() -> of(typeInfo.argument()))
                .map(type -> TypeInfoRecord.of(type, at))
                .orElseGet(() -> Unknown.at(at));
    }
}
