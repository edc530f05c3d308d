package dev.rawtap.codegen;

import java.util.Arrays;

/**
 * Where a virtual register is alive: ranges of places, in order, with holes between them. Each instruction has four places: it reads
 * its operands at the first, a call clobbers registers at the second, results are written at the third, and operands that are read late
 * live up to the fourth.
 */
final class Interval {
    /** Places of an instruction. */
    static final int STEP = 4;

    static final int CLOBBER = 1;
    static final int WRITE = 2;

    final int register;
    float weight;

    /** Reads and writes. */
    int uses;

    /** Reads that copy it to another register, such as an argument's. */
    int copies;

    private int[] ranges = new int[4];
    private int length;

    Interval(int register) {
        this.register = register;
    }

    /** Adds {@code [from, to)}; {@link #close} puts ranges in order. */
    void add(int from, int to) {
        if (length == ranges.length) {
            // Blocks that follow each other come in any order, and are one range together.
            close();
            if (2 * length >= ranges.length) {
                ranges = Arrays.copyOf(ranges, ranges.length * 2);
            }
        }
        ranges[length++] = from;
        ranges[length++] = to;
    }

    /** Sorts and joins the ranges. */
    void close() {
        if (length <= 2) {
            return;
        }
        long[] sorted = new long[length / 2];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (long) ranges[2 * i] << 32 | ranges[2 * i + 1];
        }
        Arrays.sort(sorted);
        length = 0;
        for (long range : sorted) {
            int from = (int) (range >>> 32);
            int to = (int) range;
            if (length > 0 && from <= ranges[length - 1]) {
                ranges[length - 1] = Math.max(ranges[length - 1], to);
            } else {
                ranges[length++] = from;
                ranges[length++] = to;
            }
        }
    }

    boolean isEmpty() {
        return length == 0;
    }

    int count() {
        return length / 2;
    }

    int from(int range) {
        return ranges[2 * range];
    }

    int to(int range) {
        return ranges[2 * range + 1];
    }

    int start() {
        return ranges[0];
    }

    int end() {
        return ranges[length - 1];
    }

    /** How many places it covers. */
    int size() {
        int size = 0;
        for (int i = 0; i < length; i += 2) {
            size += ranges[i + 1] - ranges[i];
        }
        return size;
    }

    boolean covers(int place) {
        int range = firstEndingAfter(place);
        return range < count() && from(range) <= place;
    }

    /** The first range whose end lies behind a place. */
    private int firstEndingAfter(int place) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (to(middle) <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean overlaps(Interval other) {
        if (other.length > length) {
            return other.overlaps(this);
        }
        for (int i = 0; i < other.count(); i++) {
            int range = firstEndingAfter(other.from(i));
            if (range < count() && from(range) < other.to(i)) {
                return true;
            }
        }
        return false;
    }

    /** Takes over another's ranges, weight and uses. */
    void absorb(Interval other) {
        boolean behind = length == 0 || other.length == 0 || other.start() > end();
        for (int i = 0; i < other.length; i += 2) {
            add(other.ranges[i], other.ranges[i + 1]);
        }
        weight += other.weight;
        uses += other.uses;
        copies += other.copies;
        if (!behind) {
            close();
        }
    }
}
