package dev.rawtap.script.output;

import dev.rawtap.script.output.ScriptMap.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order in which a map's entries are printed: numbers by value, averages and statistics by average, histograms by the
 * number of values in them, everything else by key. Equal entries follow their keys, so that the order never depends on the
 * kernel's hash.
 */
final class MapOrder {
    private static final Comparator<Entry> BY_KEY = (a, b) -> compare(a.key(), b.key());

    private MapOrder() {}

    /** The entries in order, the last {@code top} of them when top is above 0. */
    static List<Entry> sorted(List<Entry> entries, int top) {
        var sorted = new ArrayList<>(entries);
        sorted.sort(order(entries));
        return top > 0 && top < sorted.size() ? sorted.subList(sorted.size() - top, sorted.size()) : sorted;
    }

    private static Comparator<Entry> order(List<Entry> entries) {
        if (all(entries, MapOrder::isNumber)) {
            return ((Comparator<Entry>) (a, b) -> compare(a.value(), b.value())).thenComparing(BY_KEY);
        }
        if (all(
                entries,
                value -> value instanceof ScriptValue.LogHistogram || value instanceof ScriptValue.LinearHistogram)) {
            return Comparator.<Entry>comparingLong(entry -> total(entry.value()))
                    .thenComparing(BY_KEY);
        }
        return BY_KEY;
    }

    private static boolean all(List<Entry> entries, Predicate<ScriptValue> kind) {
        return entries.stream().map(Entry::value).allMatch(kind);
    }

    private static boolean isNumber(ScriptValue value) {
        return switch (value) {
            case ScriptValue.Signed _,
                    ScriptValue.Unsigned _,
                    ScriptValue.Enumerator _,
                    ScriptValue.Average _,
                    ScriptValue.Statistics _ -> true;
            case ScriptValue.Pointer _,
                    ScriptValue.Bool _,
                    ScriptValue.Text _,
                    ScriptValue.Bytes _,
                    ScriptValue.Tuple _,
                    ScriptValue.Structure _,
                    ScriptValue.Array _,
                    ScriptValue.Stack _,
                    ScriptValue.Symbol _,
                    ScriptValue.Inet _,
                    ScriptValue.Mac _,
                    ScriptValue.Time _,
                    ScriptValue.Nothing _,
                    ScriptValue.LogHistogram _,
                    ScriptValue.LinearHistogram _,
                    ScriptValue.TimeSeries _ -> false;
        };
    }

    private static long total(ScriptValue histogram) {
        long[] counts = switch (histogram) {
            case ScriptValue.LogHistogram(int _, long[] all) -> all;
            case ScriptValue.LinearHistogram(long _, long _, long _, long[] all) -> all;
            case ScriptValue other -> throw new IllegalArgumentException("not a histogram: " + other);
        };
        return Arrays.stream(counts).sum();
    }

    /** Orders two values of one type; values of different types by the type. */
    static int compare(ScriptValue left, ScriptValue right) {
        return switch (left) {
            case ScriptValue.Signed(long a) when right instanceof ScriptValue.Signed(long b) -> Long.compare(a, b);
            case ScriptValue.Unsigned(long a)
            when right instanceof ScriptValue.Unsigned(long b) -> Long.compareUnsigned(a, b);
            case ScriptValue.Pointer(long a)
            when right instanceof ScriptValue.Pointer(long b) -> Long.compareUnsigned(a, b);
            case ScriptValue.Bool(boolean a) when right instanceof ScriptValue.Bool(boolean b) -> Boolean.compare(a, b);
            case ScriptValue.Enumerator(String _, long a)
            when right instanceof ScriptValue.Enumerator(String _, long b) -> Long.compare(a, b);
            case ScriptValue.Text(byte[] a)
            when right instanceof ScriptValue.Text(byte[] b) -> Arrays.compareUnsigned(a, b);
            case ScriptValue.Bytes(byte[] a)
            when right instanceof ScriptValue.Bytes(byte[] b) -> Arrays.compareUnsigned(a, b);
            case ScriptValue.Inet(byte[] a)
            when right instanceof ScriptValue.Inet(byte[] b) ->
                a.length == b.length ? Arrays.compareUnsigned(a, b) : Integer.compare(a.length, b.length);
            case ScriptValue.Mac(byte[] a)
            when right instanceof ScriptValue.Mac(byte[] b) -> Arrays.compareUnsigned(a, b);
            case ScriptValue.Symbol(long a, String _)
            when right instanceof ScriptValue.Symbol(long b, String _) -> Long.compareUnsigned(a, b);
            case ScriptValue.Time(long a, String _)
            when right instanceof ScriptValue.Time(long b, String _) -> Long.compare(a, b);
            case ScriptValue.Tuple(var a) when right instanceof ScriptValue.Tuple(var b) -> compareAll(a, b);
            case ScriptValue.Array(var a) when right instanceof ScriptValue.Array(var b) -> compareAll(a, b);
            case ScriptValue.Structure(var a)
            when right instanceof ScriptValue.Structure(var b) -> compareAll(values(a), values(b));
            case ScriptValue.Stack(var _, var a)
            when right instanceof ScriptValue.Stack(var _, var b) -> compareFrames(a, b);
            case ScriptValue.Average a
            when right instanceof ScriptValue.Average b -> compareAverages(a.average(), b.average(), a.signed());
            case ScriptValue.Statistics a
            when right instanceof ScriptValue.Statistics b -> compareAverages(a.average(), b.average(), a.signed());
            case ScriptValue _ ->
                left.getClass().getName().compareTo(right.getClass().getName());
        };
    }

    private static int compareAverages(long left, long right, boolean signed) {
        return signed ? Long.compare(left, right) : Long.compareUnsigned(left, right);
    }

    private static int compareAll(List<ScriptValue> left, List<ScriptValue> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static int compareFrames(List<Frame> left, List<Frame> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = Long.compareUnsigned(left.get(i).address(), right.get(i).address());
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static List<ScriptValue> values(List<ScriptValue.Field> fields) {
        return fields.stream().map(ScriptValue.Field::value).toList();
    }
}
