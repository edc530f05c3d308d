package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Statement;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loops. */
final class Loops {
    private static final int MAX_UNROLL = 100;

    private final Elaborator elaborator;
    private final Problems problems;

    Loops(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
    }

    /** {@code unroll(n) { … }}: the body n times. */
    List<TypedStatement> unroll(Statement.Unroll unroll) {
        TypedExpression count = elaborator.expression(unroll.count());
        Optional<Long> times = count.type() instanceof ScriptType.Int ? Elaborator.constant(count) : Optional.empty();
        Span at = unroll.span();
        if (times.isEmpty() || times.get() < 1 || times.get() > MAX_UNROLL) {
            if (!Unknown.is(count)) {
                problems.error(
                        "bad-value",
                        at,
                        times.isEmpty()
                                ? "invalid unroll value"
                                : times.get() < 1
                                        ? "unroll minimum value is 1"
                                        : "unroll maximum value is " + MAX_UNROLL);
            }
            elaborator.block(unroll.body());
            return List.of();
        }
        var all = new ArrayList<TypedStatement>();
        for (long i = 0; i < times.get() && !elaborator.isExhausted(); i++) {
            all.add(elaborator.block(unroll.body()));
        }
        return all;
    }

    /** {@code while (c) { … }}. */
    List<TypedStatement> whileLoop(Statement.While loop) {
        if (!elaborator.isInLoop()) {
            problems.warning(
                    "deprecated",
                    loop.span(),
                    "While loops are deprecated and may be removed in the future.",
                    "For loops support ranges (e.g. `for ($x : $start..$end) { ... }`), and can be used in place of while. These are more easily proven to be bounded by the verifier.");
        }
        TypedExpression condition = elaborator.operators().condition(loop.condition(), loop.span());
        TypedStatement.Block body = elaborator.inLoop(false, () -> elaborator.block(loop.body()));
        return Unknown.is(condition) ? List.of() : List.of(new TypedStatement.While(condition, body, loop.span()));
    }

    /** {@code for ($i : a..b) { … }}. */
    List<TypedStatement> range(Statement.ForRange loop) {
        TypedExpression from = bound(loop, loop.start(), "start");
        TypedExpression to = Unknown.is(from) ? Unknown.at(loop.end().span()) : bound(loop, loop.end(), "end");
        return elaborator.inScope(() -> {
            Optional<ScriptVariable> variable = elaborator.variables().loop(loop, loop.variable());
            Optional<Join> joined = Unknown.is(from) || Unknown.is(to)
                    ? Optional.empty()
                    : elaborator.joins().both(from, to);
            if (variable.isPresent()) {
                joined.ifPresent(variable.get().slot()::widen);
            }
            TypedStatement.Block body = elaborator.inLoop(true, () -> elaborator.block(loop.body()));
            if (variable.isEmpty() || joined.isEmpty()) {
                return List.of();
            }
            ScriptType type = variable.get().slot().type();
            return List.of(new TypedStatement.ForRange(
                    variable.get().local(),
                    elaborator.conversions().store(from, type),
                    elaborator.conversions().store(to, type),
                    body,
                    loop.span()));
        });
    }

    private TypedExpression bound(Statement.ForRange loop, Expression expression, String which) {
        TypedExpression value = elaborator.expression(expression);
        if (!Unknown.is(value) && Conversions.number(value.type()).isEmpty()) {
            Span head = new Span(
                    loop.span().source(), loop.span().start(), loop.end().span().end());
            problems.error("type-mismatch", head, "Loop range requires an integer for the %s value".formatted(which));
            return Unknown.at(expression.span());
        }
        return value;
    }

    /** {@code for ($kv : @m) { … }}. */
    List<TypedStatement> each(Statement.ForEach loop) {
        MapState state = elaborator.maps().state(loop.map());
        Span at = loop.map().span();
        Join key = Join.of(Unknown.TYPE);
        if (!state.written() && elaborator.knowledge().isHidden(state.name())) {
            // What it holds is written in what could not be read.
            key = Join.of(Unknown.TYPE);
        } else if (!state.written()) {
            problems.errorNear(
                    "unknown-name",
                    at,
                    "Undefined map: " + state.name(),
                    state.name(),
                    elaborator.knowledge().mapNames());
        } else if (Boolean.FALSE.equals(state.keyed())) {
            problems.error(
                    "type-mismatch",
                    at,
                    "%s has no explicit keys (scalar map), and cannot be used for iteration".formatted(state.name()));
        } else {
            key = state.key().join().orElse(key);
        }
        ScriptType value = MapAccess.valueType(state.value().type());
        if (value instanceof ScriptType.Aggregation aggregation) {
            problems.error("type-mismatch", at, "Loop expression does not support type: " + aggregation);
            value = Unknown.TYPE;
        }
        var pair = new Join.Tuples(List.of(key, Joins.known(state.value(), value)));
        return elaborator.inScope(() -> {
            Optional<ScriptVariable> variable = elaborator.variables().loop(loop, loop.variable());
            variable.ifPresent(found -> found.slot().widen(pair));
            TypedStatement.Block body = elaborator.inLoop(true, () -> elaborator.block(loop.body()));
            return variable.isEmpty() || Unknown.is(pair.type())
                    ? List.of()
                    : List.of(new TypedStatement.ForMap(
                            variable.get().local(), elaborator.knowledge().scriptMap(state), body, loop.span()));
        });
    }
}
