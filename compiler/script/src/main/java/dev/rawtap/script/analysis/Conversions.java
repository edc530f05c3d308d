package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conversions that the script does not write. */
final class Conversions {
    private final Problems problems;
    private final Joins joins;

    Conversions(Problems problems, Joins joins) {
        this.problems = problems;
        this.joins = joins;
    }

    /** The number that a type is, if it is one; truth values are not. */
    static Optional<ScriptType.Int> number(ScriptType type) {
        return switch (type) {
            case ScriptType.Int number -> Optional.of(number);
            case ScriptType.Named named -> Optional.of(named.number());
            case ScriptType.Enumeration enumeration -> Optional.of(enumeration.number());
            default -> Optional.empty();
        };
    }

    /** Whether values of a type are numbers or truth values. */
    static boolean isInteger(ScriptType type) {
        return type instanceof ScriptType.Bool || number(type).isPresent();
    }

    /** Whether a type's values are compared with 0 in conditions. */
    static boolean isCondition(ScriptType type) {
        return isInteger(type)
                || type instanceof ScriptType.Pointer
                || (type instanceof ScriptType.Resolved resolved
                        && resolved.kind().bytes() == 8);
    }

    /** An integer literal, which adapts itself to what it stands beside. */
    static boolean isLiteral(TypedExpression expression) {
        return expression instanceof TypedExpression.Constant(var _, ScriptType.Int _, var _);
    }

    /** A value as another type, silently; its own if it has it already. */
    static TypedExpression convert(TypedExpression value, ScriptType type) {
        if (value.type().equals(type) || Unknown.is(value)) {
            return value;
        }
        return switch (value) {
            case TypedExpression.Constant(long number, ScriptType from, Span at)
            when isInteger(from) && isInteger(type) -> new TypedExpression.Constant(cut(number, type), type, at);
            case TypedExpression.TextConstant(byte[] bytes, var _, Span at)
            when type instanceof ScriptType.Text text && bytes.length <= text.longest() ->
                new TypedExpression.TextConstant(bytes, text, at);
            case TypedExpression.Compose compose
            when type instanceof ScriptType.Tuple tuple
                    && tuple.elements().size() == compose.parts().size() -> tuple(compose, tuple);
            default ->
                value.type() instanceof ScriptType.RecordType from
                                && type instanceof ScriptType.RecordType to
                                && !names(from).equals(names(to))
                        ? reordered(value, from, to)
                        : new TypedExpression.Convert(value, type, value.at());
        };
    }

    private static List<String> names(ScriptType.RecordType record) {
        return record.fields().stream().map(ScriptType.Field::name).toList();
    }

    /** A record with its fields in another order. */
    private static TypedExpression reordered(
            TypedExpression value, ScriptType.RecordType from, ScriptType.RecordType to) {
        List<String> names = names(from);
        var parts = new ArrayList<TypedExpression>();
        for (ScriptType.Field field : to.fields()) {
            int place = names.indexOf(field.name());
            TypedExpression part = value instanceof TypedExpression.Compose compose
                    ? compose.parts().get(place)
                    : new TypedExpression.PartOf(
                            value, place, from.fields().get(place).type(), value.at());
            parts.add(convert(part, field.type()));
        }
        return new TypedExpression.Compose(parts, to, value.at());
    }

    private static TypedExpression tuple(TypedExpression.Compose compose, ScriptType.Tuple tuple) {
        var parts = new ArrayList<TypedExpression>();
        for (int i = 0; i < compose.parts().size(); i++) {
            parts.add(convert(compose.parts().get(i), tuple.elements().get(i)));
        }
        return new TypedExpression.Compose(parts, tuple, compose.at());
    }

    /** A value cut to what a type holds and extended again. */
    static long cut(long value, ScriptType type) {
        if (type instanceof ScriptType.Bool) {
            return value != 0 ? 1 : 0;
        }
        ScriptType.Int number = number(type).orElse(ScriptType.INT64);
        int shift = 64 - number.bits();
        return number.signed() ? value << shift >> shift : value << shift >>> shift;
    }

    /** A value as the type of where it is stored, with a warning where numbers lose their meaning. */
    TypedExpression store(TypedExpression value, ScriptType type) {
        warnOfCast(value, type);
        return convert(value, type);
    }

    /** Warns when a number may not mean the same in another type. */
    void warnOfCast(TypedExpression value, ScriptType type) {
        if (joins.isOfLiterals(value) || isChildProcess(value)) {
            return;
        }
        Optional<ScriptType.Int> from = number(value.type());
        Optional<ScriptType.Int> to = number(type);
        if (from.isEmpty() || to.isEmpty()) {
            return;
        }
        boolean narrows = to.get().bits() < from.get().bits()
                || (from.get().signed() && !to.get().signed());
        boolean turns = !from.get().signed()
                && to.get().signed()
                && from.get().bits() == 64
                && to.get().bits() == 64;
        if (narrows || turns) {
            problems.warnOfCast(
                    value.at(),
                    "Expression of type: %s being cast to type: %s. This may cause unexpected results. Use an explicit cast to suppress this warning."
                            .formatted(from.get(), to.get()));
        }
    }

    /** The process of {@code -c} has a number that is known before the script runs. */
    private static boolean isChildProcess(TypedExpression value) {
        return value instanceof TypedExpression.Call(Builtin builtin, var _, var _, var _)
                && builtin == Builtin.CHILD_PID;
    }

    /** A value as a number of 64 bits with its own sign. */
    static TypedExpression wide(TypedExpression value) {
        boolean signed =
                number(value.type()).map(ScriptType.Int::signed).orElse(value.type() instanceof ScriptType.Bool);
        return convert(value, signed ? ScriptType.INT64 : ScriptType.UINT64);
    }
}
