package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.Expansion.Binding;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps: their keys, what is read from them and stored in them. */
final class MapAccess {
    private final Elaborator elaborator;
    private final Knowledge knowledge;
    private final Problems problems;

    MapAccess(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.knowledge = elaborator.knowledge();
        this.problems = elaborator.problems();
    }

    /**
     * A place in a map.
     *
     * @param state the map
     * @param key the key as the map has it; none for a scalar map
     * @param at as it is written
     */
    record Place(MapState state, Optional<TypedExpression> key, Span at) {}

    /** The map that a name means; a macro's parameter means the caller's. */
    MapState state(Expression.MapName name) {
        Binding binding = elaborator.binding(name);
        if (binding == null && elaborator.frame().caller() != null) {
            problems.error(
                    "unhygienic",
                    name.span(),
                    "Unhygienic access to map: %s. Maps must be passed into the macro as arguments."
                            .formatted(name.name()));
        }
        return knowledge.map(
                binding != null && binding.expression() instanceof Expression.MapName outer
                        ? outer.name()
                        : name.name());
    }

    /** The map that an expression names; null if it is none. */
    @Nullable
    MapState stateOf(Expression expression) {
        Binding binding = elaborator.binding(expression);
        Expression written = binding == null ? expression : binding.expression();
        return written instanceof Expression.MapName name ? knowledge.map(name.name()) : null;
    }

    /** The place that an expression means; empty if it is wrong, which is told. */
    Optional<Place> place(Expression expression) {
        return switch (expression) {
            case Expression.MapName name -> {
                MapState state = state(name);
                state.useAt(name.span());
                yield scalar(state, name.span());
            }
            case Expression.MapElement element -> {
                MapState state = state(element.map());
                state.useAt(element.map().span());
                yield keyed(state, element.keys(), element.span());
            }
            default -> throw new IllegalArgumentException(expression.toString());
        };
    }

    private Optional<Place> scalar(MapState state, Span at) {
        if (!state.useAs(false)) {
            problems.error(
                    "type-mismatch",
                    at,
                    "%s used as a map without an explicit key (scalar map), previously used with an explicit key (non-scalar map)"
                            .formatted(state.name()));
            return Optional.empty();
        }
        return Optional.of(new Place(state, Optional.empty(), at));
    }

    /** The place of some keys; empty if they are wrong, which is told. */
    Optional<Place> keyed(MapState state, List<Expression> keys, Span at) {
        TypedExpression key = keys.size() == 1
                ? elaborator.expression(keys.getFirst())
                : elaborator.memory().tuple(new Expression.Tuple(at, keys));
        if (!state.useAs(true)) {
            problems.error(
                    "type-mismatch",
                    at,
                    "%s used as a map with an explicit key (non-scalar map), previously used without an explicit key (scalar map)"
                            .formatted(state.name()));
            return Optional.empty();
        }
        return key(state, key, at).map(typed -> new Place(state, Optional.of(typed), at));
    }

    /** A key as the map has it. */
    Optional<TypedExpression> key(MapState state, TypedExpression key, Span at) {
        if (Unknown.is(key)) {
            return Optional.empty();
        }
        if (key.type() instanceof ScriptType.Nothing || key.type() instanceof ScriptType.Aggregation) {
            problems.error("type-mismatch", at, "Value '%s' cannot be used as a map key.".formatted(key.type()));
            return Optional.empty();
        }
        ScriptType before = state.key().type();
        if (state.key().widen(elaborator.joins().of(key)) == Slot.Outcome.CLASHES) {
            problems.error(
                    "type-mismatch",
                    at,
                    "Argument mismatch for %s: trying to access with arguments: '%s' when map expects arguments: '%s'"
                            .formatted(state.name(), key.type(), before));
            return Optional.empty();
        }
        return Optional.of(elaborator.conversions().store(key, state.key().type()));
    }

    /** {@code @m} as a value. */
    TypedExpression readScalar(Expression.MapName name) {
        Binding binding = elaborator.binding(name);
        if (binding != null && !(binding.expression() instanceof Expression.MapName)) {
            return elaborator.inFrame(binding.frame(), () -> elaborator.expression(binding.expression()));
        }
        return place(name).map(this::read).orElseGet(() -> Unknown.at(name.span()));
    }

    /** {@code @m[k]} as a value. */
    TypedExpression read(Expression.MapElement element) {
        return place(element).map(this::read).orElseGet(() -> Unknown.at(element.span()));
    }

    /** What is at a place; an aggregation of numbers as the number that it comes to. */
    TypedExpression read(Place place) {
        MapState state = place.state();
        if (state.value().isOpen()) {
            return Unknown.at(place.at());
        }
        return new TypedExpression.ReadMap(
                knowledge.scriptMap(state), place.key(), valueType(state.value().type()), place.at());
    }

    /** What an aggregation comes to; histograms and the like are no values. */
    static ScriptType valueType(ScriptType type) {
        return type instanceof ScriptType.Aggregation aggregation
                ? switch (aggregation.kind()) {
                    case COUNT -> ScriptType.INT64;
                    case SUM, MIN, MAX, AVG -> aggregation.signed() ? ScriptType.INT64 : ScriptType.UINT64;
                    case STATS, HIST, LHIST, TSERIES -> type;
                }
                : type;
    }

    /** Whether a value is what an aggregation comes to. */
    static boolean isAggregation(TypedExpression value) {
        return value instanceof TypedExpression.ReadMap read && read.map().value() instanceof ScriptType.Aggregation;
    }

    /** {@code &@m}, {@code &@m[k]}. */
    TypedExpression addressOf(Expression operand, Span at) {
        Optional<Place> place = place(operand);
        if (place.isEmpty() || place.get().state().value().isOpen()) {
            return Unknown.at(at);
        }
        ScriptMap map = knowledge.scriptMap(place.get().state());
        return new TypedExpression.AddressOfMapValue(
                map, place.get().key(), new ScriptType.Pointer(map.value(), ScriptType.Space.KERNEL), at);
    }

    /** {@code @m++} and its like. */
    TypedExpression step(Expression.Step step) {
        Optional<Place> found = place(step.target());
        if (found.isEmpty()) {
            return Unknown.at(step.span());
        }
        Place place = found.get();
        MapState state = place.state();
        state.write();
        if (state.value().isOpen()) {
            state.value().widen(Join.of(step.increment() ? ScriptType.UINT64 : ScriptType.INT64));
        }
        if (state.value().type() instanceof ScriptType.Aggregation aggregation) {
            problems.error(
                    "type-mismatch",
                    step.span(),
                    "Type mismatch for %s: trying to assign value of type 'uint64' when map already has a type '%s'"
                            .formatted(state.name(), aggregation));
            return Unknown.at(step.span());
        }
        Optional<Long> by = Variables.stepOf(state.name(), state.value().type(), step, problems);
        if (by.isEmpty()) {
            return Unknown.at(step.span());
        }
        Variables.widenForStep(state.value());
        return new TypedExpression.IncrementMap(
                knowledge.scriptMap(state), place.key(), by.get(), !step.prefix(), step.span());
    }
}
