package dev.rawtap.script.run;

import dev.rawtap.contract.Host;
import dev.rawtap.script.output.LogBuckets;
import dev.rawtap.script.output.ScriptValue;
import dev.rawtap.script.type.ScriptType.Aggregation;
import dev.rawtap.script.type.ScriptType.Aggregation.AggregationKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What one key's values on all CPUs come to. */
final class Total {
    private final Aggregation aggregation;
    private final TreeMap<Long, Sum> buckets = new TreeMap<>();

    /** One bucket; all aggregations without buckets have one. */
    private static final class Sum {
        private long first;
        private long second;
    }

    Total(Aggregation aggregation) {
        this.aggregation = aggregation;
    }

    /** Adds what one CPU holds. */
    void add(long bucket, MemorySegment bytes, long offset) {
        long first = ValueDecoder.integer(64, true, bytes, offset);
        switch (joining()) {
            case COUNT, SUM, HIST, LHIST -> sum(bucket).first += first;
            case AVG, STATS -> {
                sum(bucket).first += first;
                sum(bucket).second += second(bytes, offset);
            }
            case MIN, MAX -> extreme(sum(bucket), first, second(bytes, offset));
            case TSERIES -> {
                // The last value of an interval: which CPU's is not known, so that the last one read counts.
                if (second(bytes, offset) != 0) {
                    sum(bucket).first = first;
                    sum(bucket).second = 1;
                }
            }
        }
    }

    private AggregationKind joining() {
        return aggregation.kind() == AggregationKind.TSERIES ? aggregation.joining() : aggregation.kind();
    }

    private static long second(MemorySegment bytes, long offset) {
        return ValueDecoder.integer(64, true, bytes, offset + 8);
    }

    private Sum sum(long bucket) {
        return buckets.computeIfAbsent(bucket, ignored -> new Sum());
    }

    private void extreme(Sum sum, long value, long seen) {
        if (seen == 0) {
            return;
        }
        int order = aggregation.signed() ? Long.compare(value, sum.first) : Long.compareUnsigned(value, sum.first);
        boolean better = joining() == AggregationKind.MIN ? order < 0 : order > 0;
        if (sum.second == 0 || better) {
            sum.first = value;
            sum.second = 1;
        }
    }

    ScriptValue value(Host host) {
        Sum only = sum0();
        return switch (aggregation.kind()) {
            case COUNT -> new ScriptValue.Unsigned(only.first);
            case SUM, MIN, MAX ->
                aggregation.signed() ? new ScriptValue.Signed(only.first) : new ScriptValue.Unsigned(only.first);
            case AVG -> new ScriptValue.Average(only.second, only.first, aggregation.signed());
            case STATS -> new ScriptValue.Statistics(only.second, only.first, aggregation.signed());
            case HIST -> {
                int bits = aggregation.parameters().getFirst().intValue();
                yield new ScriptValue.LogHistogram(bits, counts(LogBuckets.count(bits)));
            }
            case LHIST -> {
                long min = aggregation.parameters().get(0);
                long max = aggregation.parameters().get(1);
                long step = aggregation.parameters().get(2);
                yield new ScriptValue.LinearHistogram(min, max, step, counts((int) ((max - min) / step) + 2));
            }
            case TSERIES -> series(host);
        };
    }

    private Sum sum0() {
        Sum only = buckets.get(0L);
        return only == null ? new Sum() : only;
    }

    private long[] counts(int length) {
        long[] counts = new long[length];
        buckets.forEach((bucket, sum) -> {
            if (bucket >= 0 && bucket < length) {
                counts[bucket.intValue()] += sum.first;
            }
        });
        return counts;
    }

    /** The newest intervals; buckets are numbered by the boot clock. */
    private ScriptValue series(Host host) {
        long interval = aggregation.parameters().get(0);
        int intervals = aggregation.parameters().get(1).intValue();
        long newest = buckets.isEmpty() ? 0 : buckets.lastKey();
        List<ScriptValue.Point> points = new ArrayList<>();
        buckets.tailMap(newest - intervals + 1, true).forEach((bucket, sum) -> {
            // Intervals begin with those of the wall clock, as bpftrace shows them.
            long start = ValueDecoder.sinceEpoch(host.wallClock(Host.Clock.BOOT, bucket * interval));
            start -= Math.floorMod(start, interval);
            long value = joining() == AggregationKind.AVG && sum.second != 0 ? sum.first / sum.second : sum.first;
            points.add(new ScriptValue.Point(start, value));
        });
        return new ScriptValue.TimeSeries(interval, intervals, aggregation.signed(), points);
    }
}
