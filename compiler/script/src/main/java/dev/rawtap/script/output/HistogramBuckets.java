package dev.rawtap.script.output;

import java.util.ArrayList;
import java.util.List;

/** The buckets of a histogram that are shown: from the first to the last that counted something. */
final class HistogramBuckets {
    private static final String UNITS = "KMGTPE";

    private HistogramBuckets() {}

    /**
     * One bucket.
     *
     * @param lowest its smallest value; meaningless when it is open below
     * @param highest its largest value; meaningless when it is open above
     * @param count how many values, divided
     * @param label {@code [4, 8)} and the like
     */
    record Bucket(long lowest, long highest, boolean openBelow, boolean openAbove, long count, String label) {}

    /**
     * The buckets of a histogram.
     *
     * @param divisor of the counts of logarithmic ones; those of linear ones are never divided
     */
    static List<Bucket> of(ScriptValue histogram, long divisor) {
        return switch (histogram) {
            case ScriptValue.LogHistogram(int bits, long[] counts) -> logarithmic(bits, counts, divisor);
            case ScriptValue.LinearHistogram linear -> linear(linear);
            case ScriptValue other -> throw new IllegalArgumentException("not a histogram: " + other);
        };
    }

    private static List<Bucket> logarithmic(int bits, long[] counts, long divisor) {
        var buckets = new ArrayList<Bucket>();
        for (int i = first(counts); i <= last(counts); i++) {
            long count = counts[i] / Math.max(divisor, 1);
            if (i == 0) {
                buckets.add(new Bucket(0, -1, true, false, count, "(..., 0)"));
            } else {
                long low = LogBuckets.lowest(i, bits);
                long high = LogBuckets.highest(i, bits);
                String label = low == high
                        ? "[" + low + "]"
                        : "[" + logarithmicLabel(i, bits) + ", " + logarithmicLabel(i + 1, bits) + ")";
                buckets.add(new Bucket(low, high, false, false, count, label));
            }
        }
        return buckets;
    }

    /** The lower bound in the largest unit that leaves it at least as many bits as a bucket's number has. */
    private static String logarithmicLabel(int bucket, int bits) {
        int number = bucket - 1;
        int group = number >> bits;
        if (group == 0) {
            return Integer.toString(number);
        }
        int power = group - 1;
        long mantissa = (1L << bits) + (number & ((1L << bits) - 1));
        String unit = power < 10 ? "" : UNITS.substring(power / 10 - 1, power / 10);
        return (mantissa << (power % 10)) + unit;
    }

    private static List<Bucket> linear(ScriptValue.LinearHistogram histogram) {
        var buckets = new ArrayList<Bucket>();
        long[] counts = histogram.counts();
        for (int i = first(counts); i <= last(counts); i++) {
            long low = histogram.minimum() + (i - 1) * histogram.step();
            long high = low + histogram.step() - 1;
            boolean below = i == 0;
            boolean above = i == histogram.overflow();
            buckets.add(new Bucket(
                    low, high, below, above, counts[i], linearLabel(low, high, below, above, histogram.step())));
        }
        return buckets;
    }

    private static String linearLabel(long low, long high, boolean below, boolean above, long step) {
        if (low == high && !below && !above) {
            return "[" + bound(low, step) + "]";
        }
        String from = below ? "(..." : "[" + bound(low, step);
        return from + ", " + (above ? "...)" : bound(high + 1, step) + ")");
    }

    /** Units only where all bounds could have them: the step is a multiple of 1024. */
    private static String bound(long bound, long step) {
        long number = bound;
        int unit = 0;
        while (step % 1024 == 0 && number != 0 && number % 1024 == 0 && unit < UNITS.length()) {
            number /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(number) : number + UNITS.substring(unit - 1, unit);
    }

    private static int first(long[] counts) {
        int first = 0;
        while (first < counts.length && counts[first] == 0) {
            first++;
        }
        return first;
    }

    private static int last(long[] counts) {
        int last = counts.length - 1;
        while (last >= 0 && counts[last] == 0) {
            last--;
        }
        return last;
    }
}
