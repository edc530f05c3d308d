package dev.rawtap.script.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A value of a script at run time: a map's key or value, an argument of {@code print} or {@code printf}.
 *
 * <p>Values know nothing of their printed form; {@link TextOutput} and {@link JsonOutput} do. All are immutable: whoever
 * hands over a byte array or a list gives it away.
 */
public sealed interface ScriptValue {
    /**
     * A signed integer of any width.
     *
     * @param value sign-extended from its own width
     */
    record Signed(long value) implements ScriptValue {}

    /**
     * An unsigned integer of any width.
     *
     * @param value zero-extended from its own width; read as unsigned
     */
    record Unsigned(long value) implements ScriptValue {}

    /**
     * A pointer: {@code 0x1000} in text, a number in JSON.
     *
     * @param address read as unsigned
     */
    record Pointer(long address) implements ScriptValue {}

    /** A truth value. */
    record Bool(boolean value) implements ScriptValue {}

    /**
     * A constant of an enum.
     *
     * @param name its name, or its number in decimal digits where the enum has no such constant
     * @param number its value
     */
    record Enumerator(String name, long number) implements ScriptValue {}

    /**
     * A string, without the NUL byte that ends it in the kernel.
     *
     * @param bytes usually UTF-8, but whatever the kernel gave
     */
    record Text(byte[] bytes) implements ScriptValue {
        /** The UTF-8 bytes of a string. */
        public static Text of(String text) {
            return new Text(text.getBytes(StandardCharsets.UTF_8));
        }

        /** The bytes of an array up to its first NUL, or all. */
        public static Text untilNul(byte[] field) {
            int end = 0;
            while (end < field.length && field[end] != 0) {
                end++;
            }
            return new Text(Arrays.copyOf(field, end));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Text[" + new String(bytes, StandardCharsets.UTF_8) + "]";
        }
    }

    /** A buffer ({@code buf(p, n)}): bytes that are not text. */
    record Bytes(byte[] bytes) implements ScriptValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Bytes[" + HexFormat.of().formatHex(bytes) + "]";
        }
    }

    /** A tuple; also the key of a map with several keys ({@code @m[a, b]} is {@code @m[(a, b)]}). */
    record Tuple(List<ScriptValue> elements) implements ScriptValue {
        /** Copies the elements. */
        public Tuple {
            elements = List.copyOf(elements);
        }
    }

    /** A record of the script or a struct or union of C: named fields in order. */
    record Structure(List<Field> fields) implements ScriptValue {
        /** Copies the fields. */
        public Structure {
            fields = List.copyOf(fields);
        }
    }

    /** One field of a {@link Structure}. */
    record Field(String name, ScriptValue value) {}

    /** An array of C. */
    record Array(List<ScriptValue> elements) implements ScriptValue {
        /** Copies the elements. */
        public Array {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A stack trace of kernel or user space, symbolised.
     *
     * @param mode how its frames are written
     * @param frames innermost first
     */
    record Stack(StackMode mode, List<Frame> frames) implements ScriptValue {
        /** Copies the frames. */
        public Stack {
            frames = List.copyOf(frames);
        }
    }

    /**
     * What {@code ksym} or {@code usym} found.
     *
     * @param address the address asked for; the order of such keys
     * @param text name, or the address in hexadecimal digits where nothing has a name
     */
    record Symbol(long address, String text) implements ScriptValue {}

    /**
     * An address of the Internet Protocol.
     *
     * @param bytes 4 (IPv4) or 16 (IPv6), in network order
     */
    record Inet(byte[] bytes) implements ScriptValue {
        /** Rejects other lengths. */
        public Inet {
            if (bytes.length != 4 && bytes.length != 16) {
                throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Inet(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Inet[" + Addresses.inet(bytes) + "]";
        }
    }

    /**
     * A hardware address.
     *
     * @param bytes 6, in the order of the wire
     */
    record Mac(byte[] bytes) implements ScriptValue {
        /** Rejects other lengths. */
        public Mac {
            if (bytes.length != 6) {
                throw new IllegalArgumentException("a hardware address has 6 bytes, not " + bytes.length);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Mac(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Mac[" + Addresses.mac(bytes) + "]";
        }
    }

    /**
     * A time that {@code strftime} gave.
     *
     * @param nanoseconds since 1970-01-01 UTC; the order of such keys
     * @param text as {@link TimeFormat} wrote it
     */
    record Time(long nanoseconds, String text) implements ScriptValue {}

    /** No value: {@code null} in both forms. */
    record Nothing() implements ScriptValue {
        /** The one there is. */
        public static final Nothing NOTHING = new Nothing();
    }

    /**
     * What {@code avg()} collected; printed as the average alone.
     *
     * @param count how many values
     * @param total their sum, signed or not
     * @param signed whether the values are signed
     */
    record Average(long count, long total, boolean signed) implements ScriptValue {
        /** Total by count, toward zero; 0 of nothing. */
        public long average() {
            return count == 0 ? 0 : signed ? total / count : Long.divideUnsigned(total, count);
        }
    }

    /**
     * What {@code stats()} collected.
     *
     * @param count how many values
     * @param total their sum, signed or not
     * @param signed whether the values are signed
     */
    record Statistics(long count, long total, boolean signed) implements ScriptValue {
        /** Total by count, toward zero; 0 of nothing. */
        public long average() {
            return new Average(count, total, signed).average();
        }
    }

    /**
     * What {@code hist(n, bits)} collected: each power of two in 2^bits buckets.
     *
     * @param bits 0 to 5
     * @param counts by {@link LogBuckets#of bucket}; buckets past the end are empty
     */
    record LogHistogram(int bits, long[] counts) implements ScriptValue {
        /** Rejects a resolution that the language does not have. */
        public LogHistogram {
            LogBuckets.checkBits(bits);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LogHistogram(int otherBits, long[] others)
                    && bits == otherBits
                    && Arrays.equals(counts, others);
        }

        @Override
        public int hashCode() {
            return 31 * bits + Arrays.hashCode(counts);
        }

        @Override
        public String toString() {
            return "LogHistogram[" + bits + ", " + Arrays.toString(counts) + "]";
        }
    }

    /**
     * What {@code lhist(n, minimum, maximum, step)} collected.
     *
     * @param counts bucket 0 counts what is below the minimum, the last ({@link #overflow}) what is at or above the last whole
     *     step, bucket {@code 1 + (n - minimum) / step} what is between; buckets past the end are empty
     */
    record LinearHistogram(long minimum, long maximum, long step, long[] counts) implements ScriptValue {
        /** Rejects ranges that the language does not have. */
        public LinearHistogram {
            if (step <= 0 || minimum >= maximum) {
                throw new IllegalArgumentException(
                        "no linear histogram from " + minimum + " to " + maximum + " by " + step);
            }
        }

        /** The last bucket: one after those of the whole steps below the maximum. */
        public int overflow() {
            return Math.toIntExact((maximum - minimum) / step) + 1;
        }

        /** The bucket of a value. */
        public int bucket(long value) {
            return value < minimum ? 0 : (int) Math.min((value - minimum) / step + 1, overflow());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LinearHistogram(long low, long high, long by, long[] others)
                    && minimum == low
                    && maximum == high
                    && step == by
                    && Arrays.equals(counts, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(new long[] {minimum, maximum, step, Arrays.hashCode(counts)});
        }

        @Override
        public String toString() {
            return "LinearHistogram[" + minimum + ", " + maximum + ", " + step + ", " + Arrays.toString(counts) + "]";
        }
    }

    /**
     * What {@code tseries(n, interval, intervals)} collected.
     *
     * @param interval length of one interval in nanoseconds, at least 1
     * @param intervals how many of them are shown, counted from the newest, at least 1
     * @param signed whether the values are signed
     * @param points those intervals with a value, oldest first
     */
    record TimeSeries(long interval, int intervals, boolean signed, List<Point> points) implements ScriptValue {
        /** Copies the points; rejects empty intervals. */
        public TimeSeries {
            points = List.copyOf(points);
            if (interval <= 0 || intervals <= 0) {
                throw new IllegalArgumentException(intervals + " intervals of " + interval + " ns");
            }
        }
    }

    /**
     * One interval of a {@link TimeSeries}.
     *
     * @param start when it begins, in nanoseconds since 1970-01-01 UTC
     * @param value what was aggregated in it
     */
    record Point(long start, long value) {}
}
