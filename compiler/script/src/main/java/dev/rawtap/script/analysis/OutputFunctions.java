package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.function;
import static dev.rawtap.script.analysis.Functions.unsafe;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.MapAccess.Place;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Aggregation.AggregationKind;
import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the run time prints or does later. */
final class OutputFunctions {
    private static final int MANY = 1000;

    /** Values that bpf_trace_printk takes (include/uapi/linux/bpf.h, 6.18). */
    private static final int MOST_TRACED = 3;

    private static final String DEFAULT_TIME = "%H:%M:%S\n";

    private OutputFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                function(
                        "printf",
                        "printf(format, values…)",
                        1,
                        MANY,
                        call -> formatted(call, ScriptAction.Printf::new)),
                function(
                        "errorf",
                        "errorf(format, values…)",
                        1,
                        MANY,
                        call -> formatted(call, format -> new ScriptAction.Report(format, true))),
                function(
                        "warnf",
                        "warnf(format, values…)",
                        1,
                        MANY,
                        call -> formatted(call, format -> new ScriptAction.Report(format, false))),
                function("cat", "cat(format, values…)", 1, MANY, call -> formatted(call, ScriptAction.Cat::new)),
                unsafe(
                        "system",
                        "system(format, values…)",
                        1,
                        MANY,
                        call -> formatted(call, ScriptAction.RunCommand::new)),
                function("debugf", "debugf(format, values…)", 1, MANY, OutputFunctions::trace),
                function("print", "print(value), print(@m[, top[, divisor]])", 1, 3, OutputFunctions::print),
                function("time", "time([format])", 0, 1, OutputFunctions::time),
                function("join", "join(char **words[, delimiter])", 1, 2, OutputFunctions::join),
                function("exit", "exit([code])", 0, 1, OutputFunctions::exit));
    }

    private static TypedExpression formatted(CallSite call, Function<String, ScriptAction> action) {
        Optional<String> format = call.text(0);
        Optional<List<TypedExpression>> values = call.values(1);
        if (format.isEmpty() || values.isEmpty() || !Formats.fits(call, format.get(), values.get())) {
            return call.unknown();
        }
        return call.emit(action.apply(format.get()), values.get().toArray(TypedExpression[]::new));
    }

    private static TypedExpression trace(CallSite call) {
        Optional<String> format = call.text(0);
        Optional<List<TypedExpression>> values = call.values(1);
        if (format.isEmpty() || values.isEmpty() || !Formats.fits(call, format.get(), values.get())) {
            return call.unknown();
        }
        if (values.get().size() > MOST_TRACED) {
            return call.refuse(
                    "wrong-arguments", "cannot use more than %d conversion specifiers".formatted(MOST_TRACED));
        }
        for (TypedExpression value : values.get()) {
            if (!Conversions.isInteger(value.type()) && !(value.type() instanceof ScriptType.Pointer)) {
                return call.refuse(
                        "wrong-arguments",
                        "debugf() only takes numbers and pointers (%s provided)".formatted(Calls.kindOf(value.type())),
                        "printf() takes any value");
            }
        }
        call.elaborator()
                .problems()
                .warning(
                        "debug",
                        call.at(),
                        "The debugf() builtin is not recommended for production use. For more information see bpf_trace_printk in bpf-helpers(7).");
        var arguments = new ArrayList<TypedExpression>();
        arguments.add(call.value(0));
        arguments.addAll(values.get());
        return call.builtin(Builtin.TRACE_PRINT, ScriptType.NOTHING, arguments.toArray(TypedExpression[]::new));
    }

    private static TypedExpression print(CallSite call) {
        MapState map = call.elaborator().maps().stateOf(call.written(0));
        if (map != null) {
            return printMap(call, map);
        }
        Expression written = seenThrough(call, call.written(0));
        if (written instanceof Expression.MapElement element) {
            return printElement(call, element);
        }
        TypedExpression value = call.value(0);
        if (call.count() > 1) {
            return call.refuse(
                    "wrong-arguments", "Non-map print() only takes 1 argument, %d found".formatted(call.count()));
        }
        if (value.type() instanceof ScriptType.Tuple tuple && tuple.elements().isEmpty()) {
            return call.refuse("wrong-arguments", "none type passed to print() is not printable");
        }
        if (!Unknown.is(value)
                && (value.type() instanceof ScriptType.Nothing || value.type() instanceof ScriptType.Aggregation)) {
            return call.refuse(
                    "wrong-arguments",
                    "%s type passed to print() is not printable".formatted(Calls.kindOf(value.type())));
        }
        return call.emit(new ScriptAction.PrintValue(), value);
    }

    private static Expression seenThrough(CallSite call, Expression expression) {
        Expansion.Binding binding = call.elaborator().binding(expression);
        return binding == null ? expression : binding.expression();
    }

    private static TypedExpression printMap(CallSite call, MapState map) {
        Optional<MapState> known = MapFunctions.known(call, map, call.written(0).span());
        var limits = new ArrayList<TypedExpression>();
        for (int i = 1; i < call.count(); i++) {
            Optional<Long> limit = call.literal(i);
            Span at = call.written(i).span();
            limits.add(limit.<TypedExpression>map(
                            value -> new TypedExpression.Constant(Math.max(0, value), ScriptType.UINT64, at))
                    .orElseGet(call::unknown));
        }
        if (call.count() > 1
                && map.aggregation()
                        .filter(type -> type.kind() == AggregationKind.STATS)
                        .isPresent()) {
            call.elaborator()
                    .problems()
                    .warning(
                            "ignored",
                            call.at(),
                            "print()'s top and div arguments are ignored when used on stats() maps.");
        }
        while (limits.size() < 2) {
            limits.add(new TypedExpression.Constant(0, ScriptType.UINT64, call.at()));
        }
        return known.isEmpty()
                ? call.unknown()
                : call.emit(new ScriptAction.PrintMap(map.name()), limits.toArray(TypedExpression[]::new));
    }

    private static boolean isHistogram(MapState map) {
        return map.aggregation()
                .map(type -> type.kind() == AggregationKind.HIST
                        || type.kind() == AggregationKind.LHIST
                        || type.kind() == AggregationKind.TSERIES)
                .orElse(false);
    }

    private static TypedExpression printElement(CallSite call, Expression.MapElement element) {
        if (call.count() > 1) {
            return call.refuse(
                    "wrong-arguments", "Non-map print() only takes 1 argument, %d found".formatted(call.count()));
        }
        Optional<Place> place = call.elaborator().maps().place(element);
        if (place.isEmpty()) {
            return call.unknown();
        }
        MapState state = place.get().state();
        if (isHistogram(state)) {
            return call.refuse(
                    "wrong-arguments",
                    "Map type %s cannot print the value of individual keys. You must print the whole map."
                            .formatted(state.value().type()));
        }
        if (state.value().isOpen()) {
            return call.unknown();
        }
        TypedExpression key = place.get().key().orElseThrow();
        TypedExpression read = call.elaborator().maps().read(place.get());
        return call.emit(new ScriptAction.PrintMapValue(state.name()), key, read);
    }

    private static TypedExpression time(CallSite call) {
        Optional<String> format = call.count() == 0 ? Optional.of(DEFAULT_TIME) : call.text(0);
        return format.isEmpty() ? call.unknown() : call.emit(new ScriptAction.PrintTime(format.get()));
    }

    private static TypedExpression join(CallSite call) {
        TypedExpression words = call.value(0);
        Optional<String> delimiter = call.count() < 2 ? Optional.of(" ") : call.text(1);
        if (Unknown.is(words) || delimiter.isEmpty()) {
            return call.unknown();
        }
        if (!Conversions.isInteger(words.type()) && !(words.type() instanceof ScriptType.Pointer)) {
            return call.refuse(
                    "wrong-arguments",
                    "join() only supports int or pointer arguments (%s provided)"
                            .formatted(Calls.kindOf(words.type())));
        }
        // Lists of words mostly lie in a process, also where numbers mean the kernel's memory.
        boolean user = words.type() instanceof ScriptType.Pointer pointer && pointer.space() == Space.USER;
        Space space = user ? Space.USER : Space.EITHER;
        var list = new ScriptType.Pointer(new ScriptType.Pointer(new ScriptType.Int(8, true), space), space);
        TypedExpression joined = call.builtin(
                Builtin.JOIN,
                new ScriptType.Buffer(call.knowledge().config().maxStrlen()),
                Conversions.convert(words, list));
        return call.emit(new ScriptAction.Join(delimiter.get()), joined);
    }

    private static TypedExpression exit(CallSite call) {
        TypedExpression code = call.count() == 0 ? Literals.integer(0, call.at()) : call.number(0);
        if (call.elaborator().isInCallback()) {
            return call.refuse(
                    "not-here", "'return' statement is not allowed in a for-loop", "break out of the loop, then exit");
        }
        if (Unknown.is(code)) {
            return code;
        }
        var emit = new TypedStatement.Emit(
                new ScriptAction.Exit(), List.of(Conversions.convert(code, ScriptType.INT64)), call.at());
        return Elaborator.effect(call.at(), emit, new TypedStatement.Return(Optional.empty(), call.at()));
    }
}
