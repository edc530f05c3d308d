package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code getopt(name[, default[, description]])}: what the command line says behind {@code --}. */
final class OptionFunction {
    private OptionFunction() {}

    /** An option as the command line gives it, perhaps without a value. */
    private record Given(String name, Optional<String> value) {}

    /** Whether the option is given; with a default the value given, of the default's type. */
    static TypedExpression of(CallSite call) {
        if (!(call.value(0) instanceof TypedExpression.TextConstant)) {
            return notLiteral(call, 0, "First argument to 'getopt' must be a string literal.");
        }
        Optional<String> name = call.text(0);
        if (name.isEmpty() || !defaultAgrees(call, name.get())) {
            return call.unknown();
        }
        Map<String, Optional<String>> named = call.knowledge().options().named();
        Optional<Given> given = named.containsKey(name.get())
                ? Optional.of(new Given(name.get(), named.get(name.get())))
                : Optional.empty();
        if (call.count() == 1) {
            return given.map(option -> truth(call, option)).orElseGet(() -> Literals.bool(false, call.at()));
        }
        TypedExpression otherwise = call.value(1);
        return switch (otherwise) {
            case TypedExpression.TextConstant text ->
                given.map(option -> text(call, option)).orElseGet(() -> text(call, text));
            case TypedExpression.Constant(long value, ScriptType.Bool _, var _) ->
                given.map(option -> truth(call, option)).orElse(otherwise);
            case TypedExpression.Constant number
            when Conversions.isInteger(number.type()) ->
                given.map(option -> number(call, option)).orElseGet(() -> wide(call, number));
            default ->
                Unknown.is(otherwise)
                        ? otherwise
                        : notLiteral(
                                call,
                                1,
                                "Second argument to 'getopt' must be a string literal, integer literal, or a boolean literal.");
        };
    }

    private static TypedExpression notLiteral(CallSite call, int index, String message) {
        call.elaborator()
                .problems()
                .error("wrong-arguments", call.written(index).span(), message);
        return call.unknown();
    }

    /** Whether an option has the same default wherever it is asked for. */
    private static boolean defaultAgrees(CallSite call, String name) {
        String own = call.count() < 2 ? "false" : call.written(1).span().text();
        Optional<String> description = call.count() < 3 ? Optional.empty() : call.text(2);
        String before =
                call.knowledge().option(new NamedOption(name, own, description)).otherwise();
        if (before.equals(own)) {
            return true;
        }
        call.elaborator()
                .problems()
                .error(
                        "redefined",
                        call.at(),
                        "Command line option '%s' needs to have the same default value in all places it is used. Previous default value: %s"
                                .formatted(name, before));
        return false;
    }

    private static TypedExpression truth(CallSite call, Given given) {
        return switch (given.value.orElse("true").toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Literals.bool(true, call.at());
            case "false", "0" -> Literals.bool(false, call.at());
            default -> notTaken(call, given, "expects a boolean (e.g. 'true')");
        };
    }

    private static TypedExpression text(CallSite call, Given given) {
        return given.value
                .map(text -> text(call, Literals.text(text, call.at())))
                .orElseGet(() -> notTaken(call, given, "expects a string"));
    }

    /** What is too long is cut, and says so when it is printed. */
    private static TypedExpression text(CallSite call, TypedExpression.TextConstant text) {
        var type = new ScriptType.Text(call.knowledge().config().maxStrlen(), true);
        byte[] kept = Arrays.copyOf(text.bytes(), Math.min(text.bytes().length, type.longest()));
        return new TypedExpression.TextConstant(kept, type, call.at());
    }

    private static TypedExpression number(CallSite call, Given given) {
        if (given.value.isEmpty()) {
            return notTaken(call, given, "expects an integer");
        }
        return switch (NumberText.read(given.value.get())) {
            case NumberText.Reading.Whole number -> wide(call, number.at(call.at()));
            case NumberText.Reading.Wrong wrong -> notTaken(call, given, wrong.why());
        };
    }

    private static TypedExpression wide(CallSite call, TypedExpression number) {
        ScriptType type = call.elaborator().joins().canBeUnsigned(number) ? ScriptType.UINT64 : ScriptType.INT64;
        return new TypedExpression.Convert(number, type, number.at());
    }

    private static TypedExpression notTaken(CallSite call, Given given, String why) {
        call.elaborator()
                .problems()
                .error(
                        "bad-value",
                        Span.NOWHERE,
                        "program command line option --%s %s (value: %s)"
                                .formatted(given.name, why, given.value.orElse("true")));
        return call.unknown();
    }
}
