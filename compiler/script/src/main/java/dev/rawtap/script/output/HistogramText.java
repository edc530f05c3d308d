package dev.rawtap.script.output;

import dev.rawtap.script.output.HistogramBuckets.Bucket;
import java.util.List;

/** A histogram as lines: the label in 16 columns, the count in 8, a bar of up to 52. */
final class HistogramText {
    private static final int LABEL_WIDTH = 16;
    private static final int COUNT_WIDTH = 8;
    private static final int BAR_WIDTH = 52;

    private HistogramText() {}

    static void write(ScriptValue histogram, long divisor, TextBuffer out) {
        List<Bucket> buckets = HistogramBuckets.of(histogram, divisor);
        long most = buckets.stream().mapToLong(Bucket::count).max().orElse(0);
        for (Bucket bucket : buckets) {
            out.put(bucket.label()).fill(' ', LABEL_WIDTH - bucket.label().length());
            int start = out.length();
            out.unsigned(bucket.count());
            out.insert(start, ' ', COUNT_WIDTH - (out.length() - start));
            int bar = most == 0 ? 0 : (int) (bucket.count() / (double) most * BAR_WIDTH);
            out.put(" |").fill('@', bar).fill(' ', BAR_WIDTH - bar).put("|\n");
        }
    }
}
