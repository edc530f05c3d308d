package dev.rawtap.contract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The machine around an engine: processes, clock, names. Thread-safe. */
public interface Host {
    /**
     * Makes a process for a command that waits until it is released, so that no event of the command is missed.
     *
     * @param command program (looked up on PATH) and arguments; standard streams are inherited
     * @throws dev.rawtap.base.InvalidInputException if there is no such program; nothing is started
     */
    ChildCommand start(List<String> command);

    /** Whether a process of this number exists. */
    boolean processExists(int pid);

    /** CPUs that maps hold values for. */
    int possibleCpus();

    /** Now, as {@code bpf_ktime_get_ns} counts: nanoseconds since boot without suspends (CLOCK_MONOTONIC). */
    long monotonicNanoseconds();

    /** The wall clock's time of a {@code bpf_ktime_get_ns} value. */
    Instant wallClock(long monotonicNanoseconds);

    /** The user's name, if there is one. */
    Optional<String> userName(int uid);

    /** The path of a control group, as {@code bpf_get_current_cgroup_id} numbers it. */
    Optional<String> controlGroup(long id);

    /** The kernel symbol that holds an address, if this process may see it. */
    Optional<Symbol> kernelSymbol(long address);

    /**
     * A symbol and the place in it.
     *
     * @param name its name
     * @param offset bytes from its start
     */
    record Symbol(String name, long offset) {}
}
