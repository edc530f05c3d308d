package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.function;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.MapAccess.Place;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Optional;

/** What is done with maps as a whole, and with their entries. */
final class MapFunctions {
    private MapFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                function(
                        "clear",
                        "clear(@m)",
                        1,
                        1,
                        call -> whole(call)
                                .map(map -> call.emit(new ScriptAction.ClearMap(map.name())))
                                .orElseGet(call::unknown)),
                function(
                        "zero",
                        "zero(@m)",
                        1,
                        1,
                        call -> whole(call)
                                .map(map -> call.emit(new ScriptAction.ZeroMap(map.name())))
                                .orElseGet(call::unknown)),
                function("delete", "delete(@m[, key])", 1, 2, MapFunctions::delete),
                function("has_key", "has_key(@m, key)", 2, 2, MapFunctions::hasKey),
                function("find", "find(@m, key, $v)", 3, 3, MapFunctions::find),
                function("len", "len(@m), len(stack)", 1, 1, MapFunctions::length),
                function("is_scalar", "is_scalar(@m)", 1, 1, MapFunctions::isScalar));
    }

    /** The map that is the first argument; empty if it is none, or nothing is stored there. */
    private static Optional<MapState> whole(CallSite call) {
        Span at = call.written(0).span();
        MapState state = call.elaborator().maps().stateOf(call.written(0));
        if (state == null) {
            call.elaborator()
                    .problems()
                    .error(
                            "wrong-arguments",
                            at,
                            call.name() + "() expects a map argument",
                            "call it as " + call.function().signature());
            return Optional.empty();
        }
        return known(call, state, at);
    }

    /** The map if something is stored in it. */
    static Optional<MapState> known(CallSite call, MapState state, Span at) {
        if (call.knowledge().isHidden(state.name()) && state.value().isOpen()) {
            return Optional.empty();
        }
        if (!state.written()) {
            call.elaborator()
                    .problems()
                    .errorNear(
                            "unknown-name",
                            at,
                            "Undefined map: " + state.name(),
                            state.name(),
                            call.knowledge().mapNames().stream()
                                    .filter(name -> !name.equals(state.name()))
                                    .toList());
            return Optional.empty();
        }
        return state.value().isOpen() ? Optional.empty() : Optional.of(state);
    }

    private static TypedExpression delete(CallSite call) {
        Optional<Place> place = place(call);
        if (place.isEmpty() || place.get().state().value().isOpen() || !hasEntries(call, place.get())) {
            return call.unknown();
        }
        return new TypedExpression.Delete(
                call.knowledge().scriptMap(place.get().state()), place.get().key(), call.at());
    }

    private static Optional<Place> place(CallSite call) {
        MapAccess maps = call.elaborator().maps();
        MapState state = maps.stateOf(call.written(0));
        if (state == null && call.written(0) instanceof Expression.MapElement element && call.count() == 1) {
            return maps.place(element);
        }
        if (state == null) {
            call.refuse("wrong-arguments", "delete() expects a map argument");
            return Optional.empty();
        }
        if (call.count() == 2) {
            return keyed(call, state, "delete() with two arguments");
        }
        if (Boolean.TRUE.equals(state.keyed())) {
            call.refuse(
                    "wrong-arguments",
                    "call to delete() with a single argument expects a map without explicit keys (scalar map)");
            return Optional.empty();
        }
        if (known(call, state, call.written(0).span()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Place(state, Optional.empty(), call.at()));
    }

    private static Optional<Place> keyed(CallSite call, MapState state, String what) {
        if (Boolean.FALSE.equals(state.keyed())) {
            call.refuse(
                    "wrong-arguments", "call to %s expects a map with explicit keys (non-scalar map)".formatted(what));
            return Optional.empty();
        }
        return call.elaborator().maps().keyed(state, List.of(call.written(1)), call.at());
    }

    private static Optional<Place> entry(CallSite call) {
        MapState state = call.elaborator().maps().stateOf(call.written(0));
        if (state == null) {
            call.refuse("wrong-arguments", call.name() + "() expects a map argument");
            return Optional.empty();
        }
        Optional<Place> found = call.name().equals("find")
                ? call.elaborator().maps().keyed(state, List.of(call.written(1)), call.at())
                : keyed(call, state, call.name() + "()");
        return found.filter(place -> !place.state().value().isOpen() && hasEntries(call, place));
    }

    /** Whether a key has one entry: that of a histogram or a series has one for each bucket. */
    private static boolean hasEntries(CallSite call, Place place) {
        ScriptType type = place.state().value().type();
        boolean buckets = type instanceof ScriptType.Aggregation aggregation
                && switch (aggregation.kind()) {
                    case HIST, LHIST, TSERIES -> true;
                    case COUNT, SUM, MIN, MAX, AVG, STATS -> false;
                };
        if (buckets) {
            call.refuse(
                    "wrong-arguments",
                    "%s() does not support type: %s".formatted(call.name(), type),
                    "clear(%s) removes all".formatted(place.state().name()));
        }
        return !buckets;
    }

    private static TypedExpression hasKey(CallSite call) {
        return entry(call)
                .<TypedExpression>map(place -> new TypedExpression.HasKey(
                        call.knowledge().scriptMap(place.state()), place.key().orElseThrow(), call.at()))
                .orElseGet(call::unknown);
    }

    private static TypedExpression find(CallSite call) {
        Optional<Place> place = entry(call);
        if (!(call.written(2) instanceof Expression.Variable variable)) {
            return call.refuse("wrong-arguments", "find() expects a variable as its third argument");
        }
        if (place.isEmpty()) {
            call.elaborator().variables().findNothingInto(variable);
            return call.unknown();
        }
        return call.elaborator().variables().findInto(call, place.get(), variable);
    }

    private static TypedExpression length(CallSite call) {
        MapState state = call.elaborator().maps().stateOf(call.written(0));
        if (state != null) {
            if (Boolean.FALSE.equals(state.keyed())) {
                return call.refuse(
                        "wrong-arguments", "call to len() expects a map with explicit keys (non-scalar map)");
            }
            if (!state.written() && !call.knowledge().isHidden(state.name())) {
                return call.refuse("unknown-name", "Unknown map: " + state.name(), "nothing is stored in it");
            }
            return known(call, state, call.written(0).span())
                    .<TypedExpression>map(map ->
                            new TypedExpression.MapLength(call.knowledge().scriptMap(map), ScriptType.INT64, call.at()))
                    .orElseGet(call::unknown);
        }
        TypedExpression value = call.value(0);
        if (Unknown.is(value) || value.type() instanceof ScriptType.Stack) {
            return call.builtin(Builtin.STACK_LENGTH, ScriptType.INT64, value);
        }
        return call.refuse("wrong-arguments", "call to len() expects a map, ustack, or kstack");
    }

    private static TypedExpression isScalar(CallSite call) {
        MapState state = call.elaborator().maps().stateOf(call.written(0));
        if (state == null) {
            return call.refuse("wrong-arguments", "is_scalar() expects a map for the first argument");
        }
        return Literals.bool(!Boolean.TRUE.equals(state.keyed()), call.at());
    }
}
