package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.function;
import static dev.rawtap.script.analysis.Functions.name;

import dev.rawtap.btf.BtfKind;
import dev.rawtap.object.Feature;
import dev.rawtap.object.Target;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.syntax.BinaryOperator;
import dev.rawtap.script.syntax.EscapedBytes;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** What is known when compiling: types, names, parameters of the command line, assertions. */
final class MetaFunctions {
    private static final int MANY = 100;

    private MetaFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                name(
                        "probe",
                        "probe",
                        0,
                        call -> Literals.name(call.elaborator().body().name(), call.at())),
                name(
                        "probetype",
                        "probetype",
                        0,
                        call -> Literals.name(call.elaborator().body().groupName(), call.at())),
                function("is_str", "is_str(value)", 1, 1, call -> is(call, type -> type instanceof ScriptType.Text)),
                function("is_ptr", "is_ptr(value)", 1, 1, call -> is(call, type -> type instanceof ScriptType.Pointer)),
                function(
                        "is_array",
                        "is_array(value)",
                        1,
                        1,
                        call -> is(call, type -> type instanceof ScriptType.Array)),
                function(
                        "is_integer",
                        "is_integer(value)",
                        1,
                        1,
                        call -> is(call, type -> Conversions.number(type).isPresent())),
                function(
                        "is_unsigned_integer",
                        "is_unsigned_integer(value)",
                        1,
                        1,
                        call -> is(
                                call,
                                type -> Conversions.number(type)
                                        .filter(number -> !number.signed())
                                        .isPresent())),
                function("is_literal", "is_literal(value)", 1, 1, MetaFunctions::isLiteral),
                function("is_err", "is_err(pointer)", 1, 1, MetaFunctions::isError),
                function("kfunc_exist", "kfunc_exist(\"name\")", 1, 1, MetaFunctions::functionExists),
                function("kfunc_allowed", "kfunc_allowed(\"name\")", 1, 1, MetaFunctions::functionAllowed),
                function("kptr", "kptr(pointer)", 1, 1, call -> inSpace(call, Space.KERNEL)),
                function("uptr", "uptr(pointer)", 1, 1, call -> inSpace(call, Space.USER)),
                function("getopt", "getopt(\"name\"[, default[, \"description\"]])", 1, 3, OptionFunction::of),
                function("container_of", "container_of(pointer, type, field)", 3, 3, MetaFunctions::container),
                function("fail", "fail(\"message\")", 1, MANY, MetaFunctions::fail),
                function("static_assert", "static_assert(condition[, \"message\"])", 1, 2, MetaFunctions::staticAssert),
                function("assert", "assert(condition[, \"message\"])", 1, 2, MetaFunctions::check));
    }

    private static TypedExpression is(CallSite call, Predicate<ScriptType> test) {
        TypedExpression value = call.value(0);
        return Unknown.is(value) ? value : Literals.bool(test.test(value.type()), call.at());
    }

    private static TypedExpression isLiteral(CallSite call) {
        Expansion.Binding binding = call.elaborator().binding(call.written(0));
        Expression written = binding == null ? call.written(0) : binding.expression();
        TypedExpression value = call.value(0);
        boolean literal = written instanceof Expression.IntegerLiteral
                || written instanceof Expression.StringLiteral
                || written instanceof Expression.BooleanLiteral
                || Conversions.isLiteral(value)
                || value instanceof TypedExpression.TextConstant;
        return Literals.bool(literal, call.at());
    }

    /** Pointers from -4095 to -1 are error numbers (include/linux/err.h, 6.18). */
    private static TypedExpression isError(CallSite call) {
        TypedExpression value = call.value(0);
        if (Unknown.is(value)) {
            return value;
        }
        if (!(value.type() instanceof ScriptType.Pointer) && !Conversions.isInteger(value.type())) {
            return call.refuse(
                    "wrong-arguments",
                    "is_err() expects a pointer (%s provided)".formatted(Calls.kindOf(value.type())));
        }
        return call.elaborator()
                .operators()
                .binary(
                        BinaryOperator.GREATER_OR_EQUAL,
                        Conversions.convert(value, ScriptType.UINT64),
                        new TypedExpression.Constant(-4095, ScriptType.UINT64, call.at()),
                        call.at());
    }

    private static TypedExpression functionExists(CallSite call) {
        Optional<String> name = kernelFunction(call);
        return name.isEmpty() ? call.unknown() : Literals.bool(exists(call, name.get()), call.at());
    }

    /** Asks the kernel; a function of the language, which is no program, may call none. */
    private static TypedExpression functionAllowed(CallSite call) {
        Optional<String> name = kernelFunction(call);
        if (name.isEmpty()) {
            return call.unknown();
        }
        Target target = call.knowledge().options().target();
        boolean typed = target.has(Feature.BTF_TRACEPOINT);
        boolean allowed = exists(call, name.get())
                && call.elaborator()
                        .body()
                        .kind()
                        .filter(kind ->
                                call.knowledge().options().machine().mayCall(name.get(), kind.attachPoint(typed)))
                        .isPresent();
        return Literals.bool(allowed, call.at());
    }

    private static Optional<String> kernelFunction(CallSite call) {
        if (call.value(0) instanceof TypedExpression.TextConstant) {
            return call.text(0);
        }
        if (!Unknown.is(call.value(0))) {
            call.refuse("wrong-arguments", call.name() + "() accepts a string literal only");
        }
        return Optional.empty();
    }

    private static boolean exists(CallSite call, String function) {
        Target target = call.knowledge().options().target();
        return Stream.concat(target.btf().stream(), target.modules().stream())
                .anyMatch(btf -> btf.find(BtfKind.FUNCTION, function).isPresent());
    }

    private static TypedExpression inSpace(CallSite call, Space space) {
        TypedExpression value = call.value(0);
        return switch (value.type()) {
            case ScriptType.Pointer pointer -> new TypedExpression.Convert(value, Casts.in(space, pointer), call.at());
            case ScriptType _ when Conversions.isLiteral(value) -> value;
            case ScriptType type
            when Conversions.isInteger(type) ->
                new TypedExpression.Convert(
                        value, new ScriptType.Pointer(new ScriptType.Int(8, true), space), call.at());
            default ->
                Unknown.is(value)
                        ? value
                        : call.refuse(
                                "wrong-arguments",
                                "%s() only supports integer or pointer arguments (%s provided)"
                                        .formatted(call.name(), Calls.kindOf(value.type())));
        };
    }

    /** The structure in which a field is what a pointer points to. */
    private static TypedExpression container(CallSite call) {
        TypedExpression pointer = call.value(0);
        Optional<ScriptType> type = call.elaborator().casts().of(call.written(1));
        String field = call.word(2);
        if (Unknown.is(pointer) || type.isEmpty()) {
            return call.unknown();
        }
        if (!(type.get() instanceof ScriptType.Composite composite)
                || field == null
                || !(pointer.type() instanceof ScriptType.Pointer)) {
            return call.refuse("wrong-arguments", "container_of() expects a pointer, a structure and a field of it");
        }
        var offset = call.elaborator()
                .casts()
                .offsetOf(new Expression.OffsetOf(
                        call.at(), new TypeName.TypeOf(call.at(), call.written(1)), List.of(field)));
        if (Unknown.is(offset)) {
            return offset;
        }
        Space space = ((ScriptType.Pointer) pointer.type()).space();
        TypedExpression start = new TypedExpression.Binary(
                TypedExpression.BinaryOperator.SUBTRACT,
                Conversions.convert(pointer, ScriptType.UINT64),
                Conversions.convert(offset, ScriptType.UINT64),
                ScriptType.UINT64,
                call.at());
        return new TypedExpression.Convert(start, new ScriptType.Pointer(Casts.in(space, composite), space), call.at());
    }

    private static TypedExpression fail(CallSite call) {
        Optional<String> format = call.text(0);
        Optional<List<TypedExpression>> values = call.values(1);
        if (format.isEmpty() || values.isEmpty() || !Formats.fits(call, format.get(), values.get())) {
            return call.unknown();
        }
        String message = format.get();
        for (TypedExpression value : values.get()) {
            String text = value instanceof TypedExpression.TextConstant constant
                    ? EscapedBytes.decode(constant.bytes())
                    : Elaborator.constant(value).map(String::valueOf).orElse("?");
            message = message.replaceFirst("%[-+ #0-9.]*[a-zA-Z]+", Matcher.quoteReplacement(text));
        }
        // What guards it may be in what could not be read.
        if (!call.knowledge().isDamaged()) {
            call.elaborator().problems().error("failed", call.at(), message);
        }
        return call.unknown();
    }

    private static Optional<String> message(CallSite call) {
        return call.count() < 2 ? Optional.of("assertion failed") : call.text(1);
    }

    private static TypedExpression staticAssert(CallSite call) {
        TypedExpression condition = call.elaborator().operators().condition(call.written(0), call.at());
        Optional<String> message = message(call);
        if (Unknown.is(condition) || message.isEmpty()) {
            return call.unknown();
        }
        Optional<Long> known = Elaborator.constant(condition);
        if (known.isEmpty()) {
            return call.refuse(
                    "not-constant", "Unable to resolve comptime expression", "assert() checks when the script runs");
        }
        return known.get() != 0 || call.knowledge().isDamaged() ? call.nothing() : call.refuse("failed", message.get());
    }

    private static TypedExpression check(CallSite call) {
        TypedExpression condition = call.elaborator().operators().condition(call.written(0), call.at());
        Optional<String> message = message(call);
        if (Unknown.is(condition) || message.isEmpty()) {
            return call.unknown();
        }
        var not = new TypedExpression.Unary(TypedExpression.UnaryOperator.NOT, condition, ScriptType.BOOL, call.at());
        var failed = new TypedStatement.Emit(new ScriptAction.AssertFailed(message.get()), List.of(), call.at());
        var leave = new TypedStatement.Return(Optional.empty(), call.at());
        boolean canLeave = !call.elaborator().isInCallback();
        var then = new TypedStatement.Block(canLeave ? List.of(failed, leave) : List.of(failed), call.at());
        return Elaborator.effect(call.at(), new TypedStatement.If(not, then, Optional.empty(), call.at()));
    }
}
