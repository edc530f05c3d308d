package dev.rawtap.kernel.buffer;

/**
 * How long a reader under load rests between two looks. One that looks all the time fights the producer for the cache
 * line of the positions and slows both down: 9-10 million records a second against 24-31 with rests. A buffer that fills
 * slowly is left to epoll, one that would be a quarter full before the shortest rest ends is read without any.
 */
final class Pace {
    static final long SHORTEST_NANOSECONDS = 50_000;
    static final long LONGEST_NANOSECONDS = 1_000_000;

    /** Records that must come in the shortest rest to make it worth while: below, each is waited for. */
    private static final long LOAD = 16;

    private static final int PART_THAT_MAY_FILL = 4;

    private Pace() {}

    /**
     * Nanoseconds to rest.
     *
     * @param records how many came since the last look
     * @param elapsed nanoseconds since the last look
     * @param fullest bytes that came into the buffer that filled most of its room, and the bytes of that room
     */
    static long rest(long records, long elapsed, long fullest, long capacity) {
        if (records * SHORTEST_NANOSECONDS < LOAD * elapsed || fullest == 0) {
            return 0;
        }
        double rest = (double) elapsed / fullest * capacity / PART_THAT_MAY_FILL;
        return rest < SHORTEST_NANOSECONDS ? 0 : (long) Math.min(rest, LONGEST_NANOSECONDS);
    }
}
