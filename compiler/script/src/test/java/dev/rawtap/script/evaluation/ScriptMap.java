package dev.rawtap.script.evaluation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A map by its keys, each a list of its parts; a scalar has the empty key. */
record ScriptMap(String name, Shape shape, Shape keyShape, Map<List<Object>, Object> values) {
    ScriptMap(String name, Shape shape, Shape keyShape) {
        this(name, shape, keyShape, new HashMap<>());
    }

    /** All entries as they are printed: numbers by value, histograms by size, everything else by key. */
    String text() {
        return values.entrySet().stream()
                .sorted(((Comparator<Map.Entry<List<Object>, Object>>)
                                (a, b) -> order(a.getValue(), b.getValue(), shape))
                        .thenComparing((a, b) -> compare(a.getKey(), b.getKey(), parts())))
                .map(entry -> name
                        + key(entry.getKey())
                        + (entry.getValue() instanceof Aggregation aggregation
                                ? ":" + aggregation.text()
                                : ": " + text(entry.getValue(), shape) + "\n"))
                .collect(Collectors.joining());
    }

    private List<Shape> parts() {
        return keyShape instanceof Shape.Tuple(var parts) ? parts : List.of(keyShape);
    }

    private String key(List<Object> key) {
        return key.isEmpty()
                ? ""
                : IntStream.range(0, key.size())
                        .mapToObj(i -> text(key.get(i), parts().get(i)))
                        .collect(Collectors.joining(", ", "[", "]"));
    }

    private static int order(Object left, Object right, Shape shape) {
        if (left instanceof Aggregation a && right instanceof Aggregation b) {
            return a.signed() ? Long.compare(a.number(), b.number()) : Long.compareUnsigned(a.number(), b.number());
        }
        return shape instanceof Shape.Number ? compare(left, right, shape) : 0;
    }

    private static int compare(Object left, Object right, Shape shape) {
        return switch (shape) {
            case Shape.Number number ->
                number.hasSign()
                        ? Long.compare((Long) left, (Long) right)
                        : Long.compareUnsigned((Long) left, (Long) right);
            case Shape.Tuple(var parts) -> compare((List<?>) left, (List<?>) right, parts);
            case Shape.Only _, Shape.Aggregate _ ->
                left instanceof Boolean a
                        ? Boolean.compare(a, (Boolean) right)
                        : Arrays.compareUnsigned(bytes((String) left), bytes((String) right));
        };
    }

    private static int compare(List<?> left, List<?> right, List<Shape> shapes) {
        for (int i = 0; i < left.size(); i++) {
            int order = compare((Object) left.get(i), (Object) right.get(i), shapes.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A value as {@code print} shows it, without the end of the line. */
    static String text(Object value, Shape shape) {
        return switch (value) {
            case Long number
            when shape instanceof Shape.Number type && !type.hasSign() -> Long.toUnsignedString(number);
            case List<?> list
            when shape instanceof Shape.Tuple(var parts) ->
                IntStream.range(0, list.size())
                        .mapToObj(i -> text((Object) list.get(i), parts.get(i)))
                        .collect(Collectors.joining(", ", "(", ")"));
            default -> value.toString();
        };
    }
}
