package dev.rawtap.linux;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.Host;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine that this process runs on. What is costly to read is read when first asked for. */
public final class LinuxHost implements Host {
    private static final long CLOCK_REST = 1_000_000_000;
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Kernel kernel;
    private final SystemFiles files;
    private final int possibleCpus;
    private final Processes processes;
    private final ControlGroups controlGroups;
    private @Nullable UserNames users;
    private @Nullable KernelSymbols symbols;
    private @Nullable Clock clock;

    /** This machine, through a door. */
    public LinuxHost(Kernel kernel) {
        this(kernel, SystemFiles.HOST);
    }

    LinuxHost(Kernel kernel, SystemFiles files) {
        this.kernel = kernel;
        this.files = files;
        this.possibleCpus = new Machine(files).possibleCpus().size();
        this.processes = new Processes(files);
        this.controlGroups = new ControlGroups(files);
    }

    @Override
    public ChildCommand start(List<String> command) {
        if (command.isEmpty()) {
            throw new InvalidInputException("the command is empty", "write the program to run after --");
        }
        String path = System.getenv("PATH");
        String file = CommandPath.find(command.getFirst(), path == null ? DEFAULT_PATH : path);
        List<byte[]> arguments = CommandBytes.of(command);
        boolean asGiven = file.equals(command.getFirst());
        return LinuxChild.start(kernel, asGiven ? arguments.getFirst() : CommandBytes.of(file), arguments);
    }

    @Override
    public boolean processExists(int pid) {
        return processes.exists(pid);
    }

    @Override
    public int possibleCpus() {
        return possibleCpus;
    }

    /** {@code System.nanoTime} is CLOCK_MONOTONIC in HotSpot on Linux, and costs no system call. */
    @Override
    public long monotonicNanoseconds() {
        return System.nanoTime();
    }

    @Override
    public Instant wallClock(long monotonicNanoseconds) {
        return clock().wall(monotonicNanoseconds);
    }

    /** Compared anew each second: the wall clock is set and adjusted, and CLOCK_MONOTONIC stands while suspended. */
    private synchronized Clock clock() {
        Clock known = clock;
        if (known == null || System.nanoTime() - known.monotonic > CLOCK_REST) {
            known = new Clock(System.nanoTime(), Instant.now());
            clock = known;
        }
        return known;
    }

    @Override
    public synchronized Optional<String> userName(int uid) {
        UserNames known = users;
        if (known == null) {
            known = new UserNames(files);
            users = known;
        }
        return known.name(uid);
    }

    @Override
    public Optional<String> controlGroup(long id) {
        return controlGroups.path(id);
    }

    @Override
    public Optional<Symbol> kernelSymbol(long address) {
        return symbols().find(address);
    }

    private synchronized KernelSymbols symbols() {
        KernelSymbols known = symbols;
        if (known == null) {
            known = KernelSymbols.read(files);
            symbols = known;
        }
        return known;
    }

    /** One moment on both clocks. */
    private record Clock(long monotonic, Instant wall) {
        Instant wall(long then) {
            return wall.plusNanos(then - monotonic);
        }
    }
}
