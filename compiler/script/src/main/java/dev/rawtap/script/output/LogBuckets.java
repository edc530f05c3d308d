package dev.rawtap.script.output;

/**
 * The buckets of {@code hist(n, bits)}. Bucket 0 holds the negative values, bucket {@code n + 1} each value below 2^bits
 * alone; from there on every power of two is cut into 2^bits buckets of equal width. The code that is generated for
 * {@code hist} numbers its buckets in the same way.
 */
public final class LogBuckets {
    private static final int MAXIMUM_BITS = 5;

    private LogBuckets() {}

    static void checkBits(int bits) {
        if (bits < 0 || bits > MAXIMUM_BITS) {
            throw new IllegalArgumentException("a histogram has 0 to 5 bits, not " + bits);
        }
    }

    /** The bucket of a value. */
    public static int of(long value, int bits) {
        if (value < 0) {
            return 0;
        }
        if (value < 1L << bits) {
            return (int) value + 1;
        }
        int power = 63 - Long.numberOfLeadingZeros(value);
        int within = (int) (value >>> (power - bits)) - (1 << bits);
        return ((power - bits + 1) << bits) + within + 1;
    }

    /** How many buckets there are: one more than the largest number. */
    public static int count(int bits) {
        return of(Long.MAX_VALUE, bits) + 1;
    }

    /** The smallest value of a bucket that is not 0. */
    public static long lowest(int bucket, int bits) {
        int number = bucket - 1;
        int group = number >> bits;
        long within = number & ((1L << bits) - 1);
        return group == 0 ? within : ((1L << bits) + within) << (group - 1);
    }

    /** The largest value of a bucket that is not 0. */
    public static long highest(int bucket, int bits) {
        return lowest(bucket + 1, bits) - 1;
    }
}
