package dev.rawtap.script.output;

import dev.rawtap.script.output.ScriptValue.Field;
import java.util.List;

/**
 * What {@code print(@m, top, div)} divides: integers, however deep, and averages; the quotient is cut toward zero. The total
 * of statistics stays. A histogram divides its counts when it is written.
 */
final class Division {
    private Division() {}

    static ScriptValue of(ScriptValue value, long divisor) {
        return divisor == 0 || divisor == 1 ? value : quotient(value, divisor);
    }

    private static ScriptValue quotient(ScriptValue value, long divisor) {
        return switch (value) {
            case ScriptValue.Signed(long number) -> new ScriptValue.Signed(number / divisor);
            case ScriptValue.Unsigned(long number) -> new ScriptValue.Unsigned(Long.divideUnsigned(number, divisor));
            case ScriptValue.Tuple(var elements) -> new ScriptValue.Tuple(all(elements, divisor));
            case ScriptValue.Array(var elements) -> new ScriptValue.Array(all(elements, divisor));
            case ScriptValue.Structure(var fields) ->
                new ScriptValue.Structure(fields.stream()
                        .map(field -> new Field(field.name(), quotient(field.value(), divisor)))
                        .toList());
            case ScriptValue.Average average -> quotient(number(average.average(), average.signed()), divisor);
            case ScriptValue.Statistics(long count, long total, boolean signed) ->
                new ScriptValue.Structure(List.of(
                        new Field("count", new ScriptValue.Unsigned(count)),
                        new Field(
                                "average",
                                quotient(
                                        number(new ScriptValue.Average(count, total, signed).average(), signed),
                                        divisor)),
                        new Field("total", number(total, signed))));
            case ScriptValue.Pointer _,
                    ScriptValue.Bool _,
                    ScriptValue.Enumerator _,
                    ScriptValue.Text _,
                    ScriptValue.Bytes _,
                    ScriptValue.Stack _,
                    ScriptValue.Symbol _,
                    ScriptValue.Inet _,
                    ScriptValue.Mac _,
                    ScriptValue.Time _,
                    ScriptValue.Nothing _,
                    ScriptValue.LogHistogram _,
                    ScriptValue.LinearHistogram _,
                    ScriptValue.TimeSeries _ -> value;
        };
    }

    private static List<ScriptValue> all(List<ScriptValue> elements, long divisor) {
        return elements.stream().map(element -> quotient(element, divisor)).toList();
    }

    private static ScriptValue number(long value, boolean signed) {
        return signed ? new ScriptValue.Signed(value) : new ScriptValue.Unsigned(value);
    }
}
