package dev.rawtap.object;

/**
 * What a processor counts, where the kernel can read its counters ({@code enum perf_hw_id}, linux/perf_event.h, 6.18), by
 * the names of perf-list(1). Many virtual machines have none.
 */
public enum HardwareEvent implements CountedEvent {
    /** Cycles while not halted. */
    CPU_CYCLES(0, "cpu-cycles"),
    /** Instructions retired. */
    INSTRUCTIONS(1, "instructions"),
    /** Accesses of the last cache. */
    CACHE_REFERENCES(2, "cache-references"),
    /** Accesses that the last cache did not hold. */
    CACHE_MISSES(3, "cache-misses"),
    /** Branches retired. */
    BRANCH_INSTRUCTIONS(4, "branch-instructions"),
    /** Branches predicted wrongly. */
    BRANCH_MISSES(5, "branch-misses"),
    /** Cycles of the bus. */
    BUS_CYCLES(6, "bus-cycles"),
    /** Cycles in which nothing was issued. */
    STALLED_CYCLES_FRONTEND(7, "stalled-cycles-frontend"),
    /** Cycles in which nothing was retired. */
    STALLED_CYCLES_BACKEND(8, "stalled-cycles-backend"),
    /** Cycles at a constant rate, whatever the frequency. */
    REF_CYCLES(9, "ref-cycles");

    private final int config;
    private final String text;

    HardwareEvent(int config, String text) {
        this.config = config;
        this.text = text;
    }

    @Override
    public int type() {
        return 0;
    }

    @Override
    public int config() {
        return config;
    }

    @Override
    public String text() {
        return text;
    }
}
