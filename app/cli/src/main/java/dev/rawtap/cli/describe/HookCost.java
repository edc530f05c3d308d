package dev.rawtap.cli.describe;

/**
 * What a program adds to an event, in nanoseconds, as this project measured it: a program that increments a per-CPU array
 * slot, Linux 6.18, 2 CPUs, getppid(2) in a loop. Another machine has other numbers; the ratios are what to go by.
 *
 * @param least of several runs
 * @param most of several runs
 */
record HookCost(int least, int most) {
    /** raw_tp/sys_enter. */
    static final HookCost RAW = new HookCost(75, 85);

    /** tp_btf/sys_enter. */
    static final HookCost TYPED = new HookCost(75, 90);

    /** tp/raw_syscalls/sys_enter: the classic tracepoint of the same name. */
    static final HookCost CLASSIC = new HookCost(120, 145);

    /** tp/syscalls/sys_enter_getppid. */
    static final HookCost CLASSIC_SYSCALL = new HookCost(170, 220);

    /** How the numbers came about. */
    static final String MEASURED = "measured by this project on sys_enter, Linux 6.18, x86_64";

    /** How often this costs as much as {@code other}, such as {@code 1.4 to 1.9 times}. */
    String comparedTo(HookCost other) {
        return "%.1f to %.1f times".formatted((double) least / other.most, (double) most / other.least);
    }

    @Override
    public String toString() {
        return least + "-" + most + " ns";
    }
}
