package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HistogramOutputTest {
    @TestFactory
    List<DynamicTest> powersOfTwoMatchBpftrace() {
        return new Golden("hist.data")
                .expect(
                        "one histogram",
                        end(
                                scalar("@h", histogram(0, -5, 2, 3, 5)),
                                scalar("@z", histogram(0, 0)),
                                scalar("@o", histogram(0, 1)),
                                scalar("@n", histogram(0, -1)),
                                scalar("@big", histogram(0, Long.MAX_VALUE)),
                                scalar("@u", histogram(0, -1))))
                .expect("the bar is cut, not rounded", end(scalar("@h", cut()), scalar("@big", tall())))
                .expect("the count has eight columns", end(scalar("@h", many())))
                .expect(
                        "labels with powers of 1024",
                        end(
                                scalar("@h", histogram(0, 511, 512, 1023, 1024, 4096)),
                                scalar("@m", histogram(0, (1 << 20) - 1, 1 << 20)),
                                scalar("@g", histogram(0, 1L << 30)),
                                scalar("@t", histogram(0, 1L << 40)),
                                scalar("@p", histogram(0, 1L << 50)),
                                scalar("@e", histogram(0, 1L << 60)),
                                scalar("@f", histogram(0, 1L << 62))))
                .expect("one bit", end(scalar("@h", histogram(1, -1, 0, 1, 2, 3, 4, 7, 8, 1000, 1536, 2048))))
                .expect(
                        "two bits",
                        end(
                                scalar("@h", histogram(2, 3, 4, 7, 8, 15, 16)),
                                scalar("@g", histogram(2, 1500, 2560)),
                                scalar("@m", histogram(2, 1835008))))
                .expect(
                        "five bits",
                        end(
                                scalar("@h", histogram(5, 31, 32, 64, 66)),
                                scalar("@g", histogram(5, 0, 2)),
                                scalar("@k", histogram(5, 1024, 1056, 2047)),
                                scalar("@m", histogram(5, 1100000, 1400000)),
                                scalar("@e", histogram(5, Long.MAX_VALUE))))
                .expect(
                        "three and four bits",
                        end(
                                scalar("@h", histogram(3, 9, 21)),
                                scalar("@g", histogram(4, 100, 109)),
                                map("@k", text("x"), histogram(3, 1234567))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> mapsOfHistogramsMatchBpftrace() {
        var letters =
                map("@h", text("a"), histogram(0, 1, 2, 2), text("b"), histogram(0, 1), text("c"), histogram(0, 1, 1));
        var thousands = scalar("@h", histogram(0, 1000, 1000, 1000, 5));
        return new Golden("hist.data")
                .expect(
                        "keyed histograms are ordered by their totals",
                        end(
                                map(
                                        "@h",
                                        text("a"),
                                        histogram(0, 1, 2, 2),
                                        text("b"),
                                        histogram(0, 1),
                                        text("c d"),
                                        histogram(0, 1, 1)),
                                map("@k", tuple(number(1), number(2)), histogram(0, 7)),
                                map("@t", tuple(tuple(number(1), number(2)), number(3)), histogram(0, 8))))
                .expect(
                        "top histograms",
                        print(letters, 2, 0)
                                .andThen(print(letters, 1, 0))
                                .andThen(print(letters, 0, 2))
                                .andThen(end(map("@h"))))
                .expect(
                        "histogram with a divisor",
                        print(thousands, 0, 2).andThen(print(thousands, 0, 3)).andThen(end(map("@h"))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> linearOnesMatchBpftrace() {
        var letters = map("@l", text("x y"), linear(0, 10, 1, 5, 5), text("b"), linear(0, 10, 1, 1));
        return new Golden("hist.data")
                .expect(
                        "one linear histogram",
                        end(
                                scalar("@l", linear(0, 10, 2, -1, 0, 1, 9, 10, 99)),
                                scalar("@m", linear(0, 10, 1, 5)),
                                scalar("@under", linear(0, 10, 1, -5)),
                                scalar("@over", linear(0, 10, 1, 50))))
                .expect(
                        "linear histograms of other ranges",
                        end(
                                scalar("@o", linear(100, 107, 3, 104, 106, 107, 108, 109)),
                                scalar("@k", linear(0, 4096, 1024, 1500, 5000, -1)),
                                scalar("@m", linear(0, 10485760, 1048576, 3000000)),
                                scalar("@t", linear(0, 10000, 1000, 3000)),
                                scalar("@q", linear(1000, 5096, 1024, 3000, 100)),
                                scalar("@w", linear(0, 1048576, 2048, 1, 3000)),
                                scalar("@z", linear(1048576, 2097152, 1536, 2000000))))
                .expect(
                        "keyed linear histograms",
                        print(letters, 1, 0)
                                .andThen(print(letters, 0, 2))
                                .andThen(end(
                                        letters,
                                        map("@m", tuple(number(1), tuple(number(2), number(3))), linear(0, 10, 1, 3)))))
                .tests();
    }

    @Test
    void bucketsAreContiguousAndHoldTheirBounds() {
        for (int bits = 0; bits <= 5; bits++) {
            long next = 0;
            for (int bucket = 1; bucket < LogBuckets.count(bits); bucket++) {
                assertThat(LogBuckets.lowest(bucket, bits)).isEqualTo(next);
                assertThat(LogBuckets.of(LogBuckets.lowest(bucket, bits), bits)).isEqualTo(bucket);
                assertThat(LogBuckets.of(LogBuckets.highest(bucket, bits), bits))
                        .isEqualTo(bucket);
                next = LogBuckets.highest(bucket, bits) + 1;
            }
            assertThat(next).as("one past the largest value").isEqualTo(Long.MIN_VALUE);
        }
    }

    @Test
    void aBucketIsNeverWiderThanItsShareOfItsPowerOfTwo() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> 1 + random.nextInt(63);
            int bits = random.nextInt(6);
            int bucket = LogBuckets.of(value, bits);
            long width = LogBuckets.highest(bucket, bits) - LogBuckets.lowest(bucket, bits) + 1;
            long share = Math.max(1, Long.highestOneBit(value) >>> bits);
            assertThat(width)
                    .as("value %d, bits %d; reproduce: -Dseed=%d", value, bits, seed)
                    .isEqualTo(share);
        }
    }

    private static ScriptValue many() {
        long[] values = new long[12345];
        Arrays.fill(values, 1);
        return histogram(0, values);
    }

    private static ScriptValue cut() {
        return histogram(0, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 9);
    }

    private static ScriptValue tall() {
        long[] values = new long[307];
        Arrays.fill(values, 0, 300, 100);
        Arrays.fill(values, 300, 306, 64);
        values[306] = 1;
        return histogram(0, values);
    }
}
