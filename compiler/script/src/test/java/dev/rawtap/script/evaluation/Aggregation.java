package dev.rawtap.script.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Values that went into one key of an aggregation; what it shows is computed when it is asked for. */
final class Aggregation {
    private final String function;
    private final boolean signed;
    private final long least;
    private final long most;
    private final long step;
    private final List<Long> values = new ArrayList<>();

    Aggregation(String function, boolean signed, long least, long most, long step) {
        this.function = function;
        this.signed = signed;
        this.least = least;
        this.most = most;
        this.step = step;
    }

    void add(long value) {
        values.add(value);
    }

    boolean isHistogram() {
        return function.equals("hist") || function.equals("lhist");
    }

    boolean signed() {
        return signed && !function.equals("count");
    }

    long total() {
        return values.stream().mapToLong(Long::longValue).sum();
    }

    /** What orders it and what a number read from it is. */
    long number() {
        return switch (function) {
            case "count", "hist", "lhist" -> values.size();
            case "sum" -> total();
            case "min" -> values.stream().min(this::order).orElse(0L);
            case "max" -> values.stream().max(this::order).orElse(0L);
            case "avg", "stats" ->
                values.isEmpty() ? 0 : signed ? total() / values.size() : Long.divideUnsigned(total(), values.size());
            default -> throw new IllegalArgumentException("unknown aggregation " + function);
        };
    }

    private int order(long a, long b) {
        return signed ? Long.compare(a, b) : Long.compareUnsigned(a, b);
    }

    private String shown(long value) {
        return signed() ? Long.toString(value) : Long.toUnsignedString(value);
    }

    /** Behind the colon, with the end of the line. */
    String text() {
        return switch (function) {
            case "hist" -> "\n" + logarithmic() + "\n";
            case "lhist" -> "\n" + linear() + "\n";
            case "stats" ->
                " { .count = %d, .average = %s, .total = %s }%n"
                        .formatted(values.size(), shown(number()), shown(total()));
            default -> " " + shown(number()) + "\n";
        };
    }

    private String logarithmic() {
        // Row 0: negative; row 1: zero; row n + 2: [2^n, 2^(n + 1)).
        var counts = new long[66];
        for (long value : values) {
            counts[value < 0 ? 0 : value == 0 ? 1 : 65 - Long.numberOfLeadingZeros(value)]++;
        }
        var labels = new ArrayList<String>(List.of("(..., 0)", "[0]", "[1]"));
        for (int power = 1; power < 64; power++) {
            labels.add("[%s, %s)".formatted(power(power), power(power + 1)));
        }
        return rows(labels, counts);
    }

    private static String power(int power) {
        return (1L << power % 10) + List.of("", "K", "M", "G", "T", "P", "E").get(power / 10);
    }

    private String linear() {
        int buckets = (int) ((most - least) / step);
        var counts = new long[buckets + 2];
        for (long value : values) {
            counts[value < least ? 0 : value >= most ? buckets + 1 : (int) ((value - least) / step) + 1]++;
        }
        var labels = new ArrayList<String>();
        labels.add("(..., %d)".formatted(least));
        for (int i = 0; i < buckets; i++) {
            long low = least + i * step;
            labels.add(step == 1 ? "[%d]".formatted(low) : "[%d, %d)".formatted(low, low + step));
        }
        labels.add("[%d, ...)".formatted(most));
        return rows(labels, counts);
    }

    private static String rows(List<String> labels, long[] counts) {
        int first = 0;
        int last = counts.length - 1;
        long highest = 0;
        while (first < last && counts[first] == 0) {
            first++;
        }
        while (last > first && counts[last] == 0) {
            last--;
        }
        for (long count : counts) {
            highest = Math.max(highest, count);
        }
        var out = new StringBuilder();
        for (int i = first; i <= last && highest > 0; i++) {
            int bar = (int) (counts[i] * 52 / highest);
            out.append("%-16s%8d |%-52s|%n".formatted(labels.get(i), counts[i], "@".repeat(bar)));
        }
        return out.toString();
    }
}
