package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.function;

import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Text and bytes. */
final class TextFunctions {
    private static final int MANY = 100;
    private static final ScriptType INT32 = new ScriptType.Int(32, true);
    private static final ScriptType CHARACTER = new ScriptType.Int(8, true);

    private TextFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                function("str", "str(pointer[, length])", 1, MANY, TextFunctions::str),
                function("buf", "buf(pointer or array[, length])", 1, 2, TextFunctions::buf),
                function("strlen", "strlen(text)", 1, 1, TextFunctions::length),
                function("strcap", "strcap(text)", 1, 1, TextFunctions::capacity),
                function("strstr", "strstr(text, part)", 2, 2, call -> two(call, Builtin.STRSTR, INT32)),
                function(
                        "strcontains",
                        "strcontains(text, part)",
                        2,
                        2,
                        call -> two(call, Builtin.STRCONTAINS, ScriptType.BOOL)),
                function(
                        "str_concat",
                        "str_concat(text, text)",
                        2,
                        2,
                        call -> two(
                                call,
                                Builtin.STR_CONCAT,
                                new ScriptType.Text(call.knowledge().config().maxStrlen(), true))),
                function("strncmp", "strncmp(text, text, length)", 3, 3, TextFunctions::compare),
                function("memcmp", "memcmp(left, right, length)", 3, 3, TextFunctions::compareMemory));
    }

    private static TypedExpression str(CallSite call) {
        if (call.count() == 1 && call.written(0) instanceof Expression.PositionalParameter parameter) {
            List<String> given = call.knowledge().options().positional();
            boolean there = parameter.number() <= given.size();
            return Literals.text(there ? given.get(parameter.number() - 1) : "", call.at());
        }
        TypedExpression value = call.value(0);
        if (Unknown.is(value)) {
            return value;
        }
        if (call.count() == 1 && value instanceof TypedExpression.Constant literal && Conversions.isLiteral(value)) {
            return Literals.text(Folding.value(literal).toString(), call.at());
        }
        if (call.count() > 2) {
            call.elaborator()
                    .problems()
                    .warning(
                            "wrong-arguments",
                            call.at(),
                            "str() takes up to 2 arguments (%d provided); the others are left out"
                                    .formatted(call.count()));
        }
        if (value instanceof TypedExpression.TextConstant constant && call.count() > 1) {
            return part(call, constant);
        }
        int most = call.knowledge().config().maxStrlen();
        if (call.count() == 1 && value.type() instanceof ScriptType.Text whole) {
            if (value instanceof TypedExpression.TextConstant constant) {
                return new TypedExpression.TextConstant(constant.bytes(), constant.type(), call.at());
            }
            return whole.longest() <= most ? value : Conversions.convert(value, new ScriptType.Text(most, true));
        }
        TypedExpression length = call.count() < 2
                ? new TypedExpression.Constant(most + 1L, ScriptType.UINT64, call.at())
                : length(call, most, most - 1);
        Optional<TypedExpression> from =
                value.type() instanceof ScriptType.Text ? Optional.of(value) : pointer(call, value);
        if (from.isEmpty()) {
            return call.refuse(
                    "wrong-arguments",
                    "str() expects a string, integer or a pointer type as first argument (%s provided)"
                            .formatted(value.type()));
        }
        // A length that is given counts the NUL, as in bpftrace.
        ScriptType type = Elaborator.constant(length)
                .filter(bytes -> bytes < most)
                .map(bytes -> new ScriptType.Text((int) (bytes + 1)))
                .orElse(new ScriptType.Text(most, true));
        return Unknown.is(length) ? length : call.builtin(Builtin.STR, type, from.get(), length);
    }

    /** The beginning of a text that the compiler knows; here a length does not count the NUL. */
    private static TypedExpression part(CallSite call, TypedExpression.TextConstant text) {
        int most = call.knowledge().config().maxStrlen();
        TypedExpression length = length(call, Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (Unknown.is(length)) {
            return length;
        }
        Optional<Long> known = Elaborator.constant(length);
        return known.isPresent()
                ? Literals.text(
                        Arrays.copyOf(text.bytes(), (int) Math.min(text.bytes().length, known.get())), call.at())
                : call.builtin(Builtin.STR, new ScriptType.Text(most, true), text, length);
    }

    /**
     * The length that is given.
     *
     * @param most what it becomes when it is greater
     * @param warned what it may be without a warning
     */
    private static TypedExpression length(CallSite call, int most, int warned) {
        TypedExpression length = call.number(1);
        if (Unknown.is(length)) {
            return length;
        }
        Optional<Long> known = Elaborator.constant(length);
        if (known.isPresent() && known.get() < 0) {
            return call.refuse("bad-value", "%s() cannot use negative length (%d)".formatted(call.name(), known.get()));
        }
        if (known.isPresent() && known.get() > warned) {
            call.elaborator()
                    .problems()
                    .warning(
                            "bad-value",
                            call.at(),
                            "length param (%d) is too long and will be shortened to %d bytes (see BPFTRACE_MAX_STRLEN)"
                                    .formatted(known.get(), most));
        }
        return known.isPresent()
                ? new TypedExpression.Constant(Math.min(most + 1L, known.get()), ScriptType.UINT64, call.at())
                : Conversions.convert(length, ScriptType.UINT64);
    }

    /** What text is read from: a pointer, a number as one, an array. */
    private static Optional<TypedExpression> pointer(CallSite call, TypedExpression value) {
        if (value.type() instanceof ScriptType.Pointer || value.type() instanceof ScriptType.Array) {
            return Optional.of(value);
        }
        return Conversions.number(value.type()).isPresent()
                ? Optional.of(Conversions.convert(value, new ScriptType.Pointer(CHARACTER, spaceOfNumbers(call))))
                : Optional.empty();
    }

    /** Where a number points to: a system call is given addresses of its process. */
    static Space spaceOfNumbers(CallSite call) {
        return call.elaborator()
                        .body()
                        .kind()
                        .filter(kind -> kind instanceof ProbeKind.SyscallEnter || kind instanceof ProbeKind.SyscallCall)
                        .isPresent()
                ? Space.USER
                : call.elaborator().body().addressSpace();
    }

    /** Text, or text read from where a value points to; empty if it is neither, which is told. */
    static Optional<TypedExpression> text(CallSite call, int index) {
        TypedExpression value = call.value(index);
        if (Unknown.is(value)) {
            return Optional.empty();
        }
        if (value.type() instanceof ScriptType.Text) {
            return Optional.of(value);
        }
        int most = call.knowledge().config().maxStrlen();
        Optional<TypedExpression> pointer =
                Conversions.isInteger(value.type()) ? Optional.empty() : pointer(call, value);
        if (pointer.isEmpty()) {
            call.refuse(
                    "wrong-arguments",
                    call.name().equals("strncmp")
                            ? "strncmp() only supports string arguments (%s provided)"
                                    .formatted(Calls.kindOf(value.type()))
                            : "string-like values must be either strings, arrays or pointers");
            return Optional.empty();
        }
        return Optional.of(call.builtin(
                Builtin.STR,
                new ScriptType.Text(most, true),
                pointer.get(),
                new TypedExpression.Constant(most + 1L, ScriptType.UINT64, call.at())));
    }

    private static TypedExpression buf(CallSite call) {
        TypedExpression value = call.value(0);
        if (call.count() < 2 && Unknown.is(value)) {
            return value;
        }
        if (call.count() < 2 && !(value.type() instanceof ScriptType.Array)) {
            return call.refuse(
                    "wrong-arguments",
                    "buf() expects a length argument for non-array type " + Calls.kindOf(value.type()));
        }
        int most = call.knowledge().config().maxStrlen() - 4;
        TypedExpression length = call.count() < 2 && isBytes(value.type())
                ? new TypedExpression.Constant(Math.min(most, Layout.size(value.type())), ScriptType.UINT64, call.at())
                : length(call, most, most);
        if (Unknown.is(value) || Unknown.is(length)) {
            return call.unknown();
        }
        Optional<TypedExpression> from = isBytes(value.type()) ? Optional.of(value) : pointer(call, value);
        if (from.isEmpty()) {
            return call.refuse(
                    "wrong-arguments",
                    "buf() expects an integer, string, pointer or array argument (%s provided)"
                            .formatted(Calls.kindOf(value.type())));
        }
        int capacity = Elaborator.constant(length)
                .map(bytes -> (int) Math.min(most, bytes))
                .orElse(most);
        return call.builtin(Builtin.BUF, new ScriptType.Buffer(capacity), from.get(), length);
    }

    private static boolean isBytes(ScriptType type) {
        return type instanceof ScriptType.Text || type instanceof ScriptType.Array;
    }

    private static TypedExpression length(CallSite call) {
        return text(call, 0)
                .map(text -> text instanceof TypedExpression.TextConstant constant
                        // A number without a sign, not a literal that takes any.
                        ? new TypedExpression.Convert(
                                Literals.size(constant.bytes().length, call.at()), ScriptType.UINT64, call.at())
                        : call.builtin(Builtin.STRLEN, ScriptType.UINT64, text))
                .orElseGet(call::unknown);
    }

    private static TypedExpression capacity(CallSite call) {
        TypedExpression value = call.value(0);
        return switch (value.type()) {
            case ScriptType.Text text -> Literals.size(text.capacity(), call.at());
            case ScriptType.Array array -> Literals.size(array.length(), call.at());
            default ->
                Unknown.is(value)
                        ? value
                        : Literals.size(call.knowledge().config().maxStrlen(), call.at());
        };
    }

    private static TypedExpression two(CallSite call, Builtin builtin, ScriptType type) {
        Optional<TypedExpression> left = text(call, 0);
        Optional<TypedExpression> right = text(call, 1);
        return left.isEmpty() || right.isEmpty()
                ? call.unknown()
                : call.builtin(builtin, type, left.get(), right.get());
    }

    private static TypedExpression compare(CallSite call) {
        Optional<Long> length = Elaborator.constant(call.value(2)).filter(bytes -> bytes >= 0);
        if (length.isEmpty()) {
            return call.refuse("wrong-arguments", "Builtin strncmp requires a non-negative literal");
        }
        Optional<TypedExpression> left = text(call, 0);
        Optional<TypedExpression> right = text(call, 1);
        if (left.isEmpty() || right.isEmpty()) {
            return call.unknown();
        }
        return call.builtin(
                Builtin.STRNCMP,
                ScriptType.UINT64,
                left.get(),
                right.get(),
                new TypedExpression.Constant(length.get(), ScriptType.UINT64, call.at()));
    }

    private static TypedExpression compareMemory(CallSite call) {
        TypedExpression left = call.value(0);
        TypedExpression right = call.value(1);
        Optional<Long> length = call.literal(2);
        if (length.isEmpty()) {
            return call.unknown();
        }
        if (length.get() < 0) {
            return call.refuse("bad-value", "memcmp() cannot use negative length (%d)".formatted(length.get()));
        }
        return call.builtin(
                Builtin.MEMCMP,
                INT32,
                left,
                right,
                new TypedExpression.Constant(length.get(), ScriptType.UINT64, call.at()));
    }
}
