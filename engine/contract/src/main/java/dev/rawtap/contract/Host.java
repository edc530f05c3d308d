package dev.rawtap.contract;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

    /** Sends a signal to a process; false if there is none of this number. */
    boolean signal(int pid, int signal);

    /**
     * Runs a line of {@code /bin/sh} to its end.
     *
     * @param output takes its standard output as it comes; standard input and error are inherited
     * @return its exit status, 128 + signal if a signal ended it
     */
    int shell(String line, OutputStream output);

    /** CPUs that maps hold values for. */
    int possibleCpus();

    /** CPUs that run now, ascending. */
    List<Integer> onlineCpus();

    /** The namespace that this process counts processes in; empty for the initial one, whose numbers programs see. */
    Optional<PidNamespace> pidNamespace();

    /** Clocks of the kernel. */
    enum Clock {
        /** Time since boot without suspends, as {@code bpf_ktime_get_ns} counts. */
        MONOTONIC,
        /** Time since boot, as {@code bpf_ktime_get_boot_ns} counts. */
        BOOT,
        /** Atomic time since 1970, without leap seconds, as {@code bpf_ktime_get_tai_ns} counts. */
        TAI
    }

    /** Now, in nanoseconds of {@code clock}. */
    long nanoseconds(Clock clock);

    /** The wall clock's time of a moment of {@code clock}. */
    Instant wallClock(Clock clock, long nanoseconds);

    /** Now, as {@code bpf_ktime_get_ns} counts: nanoseconds since boot without suspends (CLOCK_MONOTONIC). */
    long monotonicNanoseconds();

    /** The wall clock's time of a {@code bpf_ktime_get_ns} value. */
    Instant wallClock(long monotonicNanoseconds);

    /** The user's name, if there is one. */
    Optional<String> userName(int uid);

    /** The group's name, if there is one. */
    Optional<String> groupName(int gid);

    /** The path of a control group, as {@code bpf_get_current_cgroup_id} numbers it. */
    Optional<String> controlGroup(long id);

    /** The number of a control group, by the path of its folder such as {@code /sys/fs/cgroup/user.slice}. */
    OptionalLong controlGroupId(Path folder);

    /** The kernel symbol that holds an address, if this process may see it. */
    Optional<Symbol> kernelSymbol(long address);

    /** The address of a kernel symbol; of several of that name the lowest. Empty if this process may not see it. */
    OptionalLong kernelAddress(String name);

    /** The addresses of all kernel symbols of that name, ascending; none if this process may not see them. */
    List<Long> kernelAddresses(String name);

    /**
     * Where an address of a process lies. Mappings and symbols are read once for each process and module; a process that
     * has changed its mappings since is read again. Answers outlive the process if it was asked for, or remembered, before
     * its end.
     *
     * @param pid a process or a thread of it, as this process counts them
     */
    Optional<UserPlace> userPlace(int pid, long address);

    /**
     * Where else the debug files of stripped modules are looked for, first: by build id in {@code .build-id} and by the
     * module's path. For modules that were not asked about before.
     */
    void findDebugFilesIn(List<Path> folders);

    /** Reads the mappings of a process, unless that was done just now, so that {@link #userPlace} answers after its end. */
    void remember(int pid);

    /**
     * The build id of a module, as hexadecimal digits, if it has one.
     *
     * @param pid a process that maps it, whose file system it is looked for in
     * @param module its path, as {@link UserPlace#module} gives it
     */
    Optional<String> buildId(int pid, String module);

    /**
     * A place in a process's code.
     *
     * @param symbol the function and the place in it, if it has a name
     * @param module the path of the file that is mapped there, such as {@code /usr/lib/libc.so.6}, {@code [vdso]}, or the
     *     perf map for code made at run time; empty for memory without a name
     * @param moduleOffset bytes from the file's start; for memory without a file from the mapping's start
     */
    record UserPlace(Optional<Symbol> symbol, String module, long moduleOffset) {}

    /**
     * A namespace of processes, as {@code bpf_get_ns_current_pid_tgid} wants it.
     *
     * @param device the kernel's number of the device of namespace files
     * @param inode the namespace's inode
     */
    record PidNamespace(long device, long inode) {}

    /**
     * A symbol and the place in it.
     *
     * @param name its name
     * @param offset bytes from its start
     */
    record Symbol(String name, long offset) {}
}
