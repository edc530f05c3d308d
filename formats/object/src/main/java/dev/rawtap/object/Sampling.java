package dev.rawtap.object;

/**
 * How often a program on a perf event runs, and where.
 *
 * @param event what is counted
 * @param period counts between two runs, from 1 on; for the clocks nanoseconds, of which the kernel takes 10,000 at least
 * @param everyCpu whether each CPU that is online at attach time counts and runs by itself; else one of them does, and no
 *     process filter applies, because it matters to nobody which task it interrupts
 */
public record Sampling(CountedEvent event, long period, boolean everyCpu) {
    private static final long SECOND = 1_000_000_000;

    /** Rejects a period of no counts. */
    public Sampling {
        if (period < 1) {
            throw new IllegalArgumentException("period " + period);
        }
    }

    /** Once every {@code nanoseconds}, on one CPU: a script's {@code interval}. */
    public static Sampling interval(long nanoseconds) {
        return new Sampling(SoftwareEvent.CPU_CLOCK, nanoseconds, false);
    }

    /** Once every {@code nanoseconds} on every CPU: a script's {@code profile}. */
    public static Sampling profile(long nanoseconds) {
        return new Sampling(SoftwareEvent.CPU_CLOCK, nanoseconds, true);
    }

    /** Once every {@code count} of {@code event}, on every CPU: a script's {@code software} and {@code hardware}. */
    public static Sampling counted(CountedEvent event, long count) {
        return new Sampling(event, count, true);
    }

    /**
     * Nanoseconds between two of {@code hertz} runs a second.
     *
     * @param hertz 1 to 1,000,000,000
     */
    public static long periodOf(long hertz) {
        if (hertz < 1 || hertz > SECOND) {
            throw new IllegalArgumentException(hertz + " Hz");
        }
        return SECOND / hertz;
    }
}
