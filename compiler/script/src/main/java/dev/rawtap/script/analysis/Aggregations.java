package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.MapAccess.Place;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Aggregation.AggregationKind;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Functions whose values maps take in: {@code count()}, {@code sum(n)} and the like. */
final class Aggregations {
    /** Buckets of a linear histogram at most; more do not fit on a screen. */
    private static final int MAX_LINEAR_BUCKETS = 1000;

    private static final int MAX_SUB_BUCKET_BITS = 5;
    private static final int MAX_SERIES = 1_000_000;

    private final Elaborator elaborator;
    private final Problems problems;

    Aggregations(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
    }

    /** The kind of a function's name; empty for other functions. */
    static Optional<AggregationKind> kind(String name) {
        for (AggregationKind kind : AggregationKind.values()) {
            if (kind.text().equals(name + "_t")) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** How a call is written, for errors. */
    static String signature(AggregationKind kind) {
        return kind.name().toLowerCase(Locale.ROOT)
                + switch (kind) {
                    case COUNT -> "()";
                    case SUM, MIN, MAX, AVG, STATS -> "(n)";
                    case HIST -> "(n[, bits of sub-buckets 0 to 5])";
                    case LHIST -> "(n, min, max, step)";
                    case TSERIES -> "(n, interval, number of intervals[, \"avg\"|\"min\"|\"max\"|\"sum\"])";
                };
    }

    /** The arguments of an example. */
    static String example(AggregationKind kind) {
        return switch (kind) {
            case COUNT -> "";
            case SUM, MIN, MAX, AVG, HIST -> "retval";
            case STATS -> "arg2";
            case LHIST -> "rand %10, 0, 10, 1";
            case TSERIES -> "rand % 10, 10s, 1";
        };
    }

    /** {@code place = function(…)}. */
    List<TypedStatement> assign(Place place, Expression.Call call, Span at) {
        AggregationKind kind = kind(call.name()).orElseThrow();
        place.state().write();
        List<Expression> arguments = call.arguments();
        if (!countFits(kind, call)
                || (kind == AggregationKind.TSERIES
                        && !elaborator.allowsUnstable("tseries", "unstable_tseries", call.span()))) {
            return List.of();
        }
        Optional<TypedExpression> value =
                kind == AggregationKind.COUNT ? Optional.empty() : Optional.of(value(call, arguments.getFirst()));
        Optional<List<Long>> parameters = parameters(kind, call);
        if (parameters.isEmpty() || value.filter(Unknown::is).isPresent()) {
            return List.of();
        }
        boolean signed = value.map(number -> !Conversions.number(number.type())
                        .map(type -> !type.signed())
                        .orElse(false))
                .orElse(false);
        Optional<AggregationKind> joining = kind == AggregationKind.TSERIES ? joining(call) : Optional.of(kind);
        if (joining.isEmpty()) {
            return List.of();
        }
        var type = new ScriptType.Aggregation(kind, signed, parameters.get(), joining.get());
        ScriptType before = place.state().value().type();
        if (place.state().value().widen(Join.of(type)) == Slot.Outcome.CLASHES) {
            problems.error("type-mismatch", call.span(), clash(place.state().name(), type, before));
            return List.of();
        }
        var known = (ScriptType.Aggregation) place.state().value().type();
        ScriptType wide = known.signed() ? ScriptType.INT64 : ScriptType.UINT64;
        return List.of(new TypedStatement.Aggregate(
                elaborator.knowledge().scriptMap(place.state()),
                place.key(),
                known,
                value.map(number -> Conversions.convert(number, wide)),
                call.span()));
    }

    private static String clash(String map, ScriptType.Aggregation type, ScriptType before) {
        if (before instanceof ScriptType.Aggregation other && other.kind() == type.kind()) {
            return switch (type.kind()) {
                case HIST -> "Different bits in a single hist unsupported";
                case LHIST, TSERIES ->
                    "Different %s bounds in a single map unsupported"
                            .formatted(type.kind().text().replace("_t", ""));
                default ->
                    "Different %s arguments in a single map unsupported"
                            .formatted(type.kind().text().replace("_t", ""));
            };
        }
        return "Type mismatch for %s: trying to assign value of type '%s' when map already has a type '%s'"
                .formatted(map, type, before);
    }

    private TypedExpression value(Expression.Call call, Expression argument) {
        TypedExpression value = elaborator.expression(argument);
        boolean fits = Conversions.isInteger(value.type()) && !(value.type() instanceof ScriptType.Bool);
        return fits || Unknown.is(value) ? value : refuse(call, argument, value.type());
    }

    /** Whether a function makes one number of all. */
    private static boolean isSummary(Expression.Call call) {
        return switch (kind(call.name()).orElseThrow()) {
            case SUM, MIN, MAX, AVG, STATS -> true;
            case COUNT, HIST, LHIST, TSERIES -> false;
        };
    }

    private TypedExpression refuse(Expression.Call call, Expression argument, ScriptType type) {
        String message = isSummary(call)
                ? "%s() only supports integer arguments (%s provided)".formatted(call.name(), type)
                : "%s() only supports int arguments (%s provided)".formatted(call.name(), Calls.kindOf(type));
        problems.error(
                "wrong-arguments",
                call.span(),
                message,
                "call it as " + signature(kind(call.name()).orElseThrow()));
        return Unknown.at(argument.span());
    }

    private boolean countFits(AggregationKind kind, Expression.Call call) {
        int least = switch (kind) {
            case COUNT -> 0;
            case SUM, MIN, MAX, AVG, STATS, HIST -> 1;
            case TSERIES -> 3;
            case LHIST -> 4;
        };
        int most = switch (kind) {
            case HIST -> 2;
            case TSERIES -> 4;
            default -> least;
        };
        return Calls.countFits(problems, call, least, most, signature(kind));
    }

    private Optional<List<Long>> parameters(AggregationKind kind, Expression.Call call) {
        return switch (kind) {
            case COUNT, SUM, MIN, MAX, AVG, STATS -> Optional.of(List.of());
            case HIST -> bits(call);
            case LHIST -> linear(call);
            case TSERIES -> series(call);
        };
    }

    private Optional<List<Long>> bits(Expression.Call call) {
        if (call.arguments().size() < 2) {
            return Optional.of(List.of(0L));
        }
        return literals(call, 1, 2).filter(values -> {
            boolean fits = values.getFirst() >= 0 && values.getFirst() <= MAX_SUB_BUCKET_BITS;
            if (!fits) {
                problems.error("bad-value", call.span(), "hist: bits %d must be 0..5".formatted(values.getFirst()));
            }
            return fits;
        });
    }

    private Optional<List<Long>> linear(Expression.Call call) {
        Optional<List<Long>> values = bounds(call);
        if (values.isEmpty()) {
            return values;
        }
        long min = values.get().get(0);
        long max = values.get().get(1);
        long step = values.get().get(2);
        String problem = step <= 0
                ? "lhist() step must be >= 1 (%d provided)".formatted(step)
                : min > max
                        ? "lhist() min must be less than max (provided min %d and max %d)".formatted(min, max)
                        : max - min < step
                                ? "lhist() step is too large for the given range (provided step %d for range %d)"
                                        .formatted(step, max - min)
                                : (max - min) / step > MAX_LINEAR_BUCKETS
                                        ? "lhist() too many buckets, must be <= %d (would need %d)"
                                                .formatted(MAX_LINEAR_BUCKETS, (max - min) / step)
                                        : "";
        if (!problem.isEmpty()) {
            problems.error("bad-value", call.span(), problem);
            return Optional.empty();
        }
        return values;
    }

    /** The least, the greatest and the step of a linear histogram: literals without a sign. */
    private Optional<List<Long>> bounds(Expression.Call call) {
        var values = new ArrayList<Long>();
        for (int i = 1; i < 4; i++) {
            TypedExpression value = elaborator.expression(call.arguments().get(i));
            if (Unknown.is(value)) {
                return Optional.empty();
            }
            Optional<Long> known = Conversions.isLiteral(value) ? Elaborator.constant(value) : Optional.empty();
            if (known.isEmpty() || known.get() < 0) {
                problems.error(
                        "wrong-arguments",
                        call.span(),
                        i == 3
                                ? "lhist: invalid step value"
                                : "lhist: invalid %s value (must be non-negative literal)"
                                        .formatted(i == 1 ? "min" : "max"));
                return Optional.empty();
            }
            values.add(known.get());
        }
        return Optional.of(values);
    }

    private Optional<List<Long>> series(Expression.Call call) {
        Optional<List<Long>> values = literals(call, 1, 3);
        if (values.isEmpty()) {
            return values;
        }
        long interval = values.get().get(0);
        long count = values.get().get(1);
        if (interval < 1) {
            problems.error(
                    "bad-value", call.span(), "tseries() interval_ns must be >= 1 (%d provided)".formatted(interval));
            return Optional.empty();
        }
        if (count < 1 || count > MAX_SERIES) {
            problems.error(
                    "bad-value",
                    call.span(),
                    count < 1
                            ? "tseries() num_intervals must be >= 1 (%d provided)".formatted(count)
                            : "tseries() num_intervals must be < %d (%d provided)".formatted(MAX_SERIES, count));
            return Optional.empty();
        }
        return values;
    }

    private Optional<AggregationKind> joining(Expression.Call call) {
        if (call.arguments().size() < 4) {
            // The newest value of an interval counts.
            return Optional.of(AggregationKind.TSERIES);
        }
        if (call.arguments().get(3) instanceof Expression.StringLiteral(Span _, String name)) {
            Optional<AggregationKind> kind = kind(name).filter(found -> switch (found) {
                case AVG, MIN, MAX, SUM -> true;
                case COUNT, STATS, HIST, LHIST, TSERIES -> false;
            });
            if (kind.isPresent()) {
                return kind;
            }
            problems.errorNear(
                    "bad-value",
                    call.span(),
                    "tseries() expects one of the following aggregation functions: avg, max, min, sum (\"%s\" provided)"
                            .formatted(name),
                    name,
                    List.of("avg", "max", "min", "sum"));
            return Optional.empty();
        }
        problems.error("wrong-arguments", call.span(), "tseries() expects a string literal as its fourth argument");
        return Optional.empty();
    }

    /** Arguments that have to be known when compiling. */
    private Optional<List<Long>> literals(Expression.Call call, int from, int to) {
        var values = new ArrayList<Long>();
        for (Expression argument : call.arguments().subList(from, to)) {
            TypedExpression value = elaborator.expression(argument);
            if (Unknown.is(value)) {
                return Optional.empty();
            }
            Optional<Long> known =
                    Conversions.number(value.type()).isPresent() ? Elaborator.constant(value) : Optional.empty();
            if (known.isEmpty()) {
                problems.error(
                        "wrong-arguments",
                        call.span(),
                        call.name().equals("hist")
                                ? "hist: invalid bits value, need integer literal"
                                : "tseries: invalid %s value (must be non-negative literal)"
                                        .formatted(values.isEmpty() ? "interval_ns" : "num_intervals"));
                return Optional.empty();
            }
            values.add(known.get());
        }
        return Optional.of(values);
    }
}
