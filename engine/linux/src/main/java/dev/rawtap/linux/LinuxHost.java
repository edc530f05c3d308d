package dev.rawtap.linux;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.Host;
import dev.rawtap.linux.symbol.UserSymbols;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The machine that this process runs on. What is costly to read is read when first asked for. */
public final class LinuxHost implements Host {
    private static final long SECOND = 1_000_000_000;
    private static final long CLOCK_REST = SECOND;
    /** Nanoseconds between two readings that are taken for one moment, and how often that is tried. */
    private static final long CLOSE = 20_000;

    private static final int TRIES = 4;
    private static final int CLOCK_BOOTTIME = 7;
    private static final int CLOCK_TAI = 11;
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Kernel kernel;
    private final SystemFiles files;
    private final int possibleCpus;
    private final Processes processes;
    private final ControlGroups controlGroups;
    private final UserSymbols userSymbols;
    private @Nullable NumberedNames users;
    private @Nullable NumberedNames groups;
    private @Nullable KernelSymbols symbols;
    private final Map<Clock, Moment> moments = new EnumMap<>(Clock.class);

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
        this.userSymbols = new UserSymbols(files);
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

    /** {@inheritDoc} A process that this one may not signal counts as there. */
    @Override
    public boolean signal(int pid, int signal) {
        int result = kernel.kill(pid, signal);
        return result == 0 || result == -Errno.EPERM.number();
    }

    @Override
    public int shell(String line, OutputStream output) {
        return Shell.run(line, output);
    }

    @Override
    public int possibleCpus() {
        return possibleCpus;
    }

    @Override
    public List<Integer> onlineCpus() {
        return new Machine(files).onlineCpus();
    }

    @Override
    public Optional<PidNamespace> pidNamespace() {
        return ProcessNamespace.own();
    }

    @Override
    public long nanoseconds(Clock clock) {
        return switch (clock) {
            case MONOTONIC -> System.nanoTime();
            case BOOT -> read(CLOCK_BOOTTIME);
            case TAI -> read(CLOCK_TAI);
        };
    }

    private long read(int clock) {
        try (var call = Arena.ofConfined()) {
            MemorySegment time = call.allocate(2 * Long.BYTES, Long.BYTES);
            Kernel.require(kernel.clockGettime(clock, time), "read clock " + clock);
            return time.get(ValueLayout.JAVA_LONG, 0) * SECOND + time.get(ValueLayout.JAVA_LONG, Long.BYTES);
        }
    }

    @Override
    public Instant wallClock(Clock clock, long nanoseconds) {
        return clocks(clock).wall(nanoseconds);
    }

    /** {@code System.nanoTime} is CLOCK_MONOTONIC in HotSpot on Linux, and costs no system call. */
    @Override
    public long monotonicNanoseconds() {
        return System.nanoTime();
    }

    @Override
    public Instant wallClock(long monotonicNanoseconds) {
        return wallClock(Clock.MONOTONIC, monotonicNanoseconds);
    }

    /** Compared anew each second: the wall clock is set and adjusted, and CLOCK_MONOTONIC stands while suspended. */
    private synchronized Moment clocks(Clock clock) {
        Moment known = moments.get(clock);
        if (known == null || System.nanoTime() - known.taken > CLOCK_REST) {
            known = moment(clock);
            moments.put(clock, known);
        }
        return known;
    }

    /** Both clocks read without much between them: on a busy machine the thread may lose its CPU just there. */
    private Moment moment(Clock clock) {
        Moment best = new Moment(System.nanoTime(), nanoseconds(clock), Instant.now());
        long gap = System.nanoTime() - best.taken;
        for (int again = 0; again < TRIES && gap > CLOSE; again++) {
            Moment next = new Moment(System.nanoTime(), nanoseconds(clock), Instant.now());
            long nextGap = System.nanoTime() - next.taken;
            if (nextGap < gap) {
                best = next;
                gap = nextGap;
            }
        }
        return best;
    }

    @Override
    public synchronized Optional<String> userName(int uid) {
        NumberedNames known = users;
        if (known == null) {
            known = new NumberedNames(files, "/etc/passwd");
            users = known;
        }
        return known.name(uid);
    }

    @Override
    public synchronized Optional<String> groupName(int gid) {
        NumberedNames known = groups;
        if (known == null) {
            known = new NumberedNames(files, "/etc/group");
            groups = known;
        }
        return known.name(gid);
    }

    @Override
    public Optional<String> controlGroup(long id) {
        return controlGroups.path(id);
    }

    @Override
    public OptionalLong controlGroupId(Path folder) {
        return controlGroups.id(folder);
    }

    @Override
    public Optional<Symbol> kernelSymbol(long address) {
        return symbols().find(address);
    }

    @Override
    public OptionalLong kernelAddress(String name) {
        List<Long> found = symbols().addresses(name);
        return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(found.getFirst());
    }

    @Override
    public List<Long> kernelAddresses(String name) {
        return symbols().addresses(name);
    }

    @Override
    public Optional<UserPlace> userPlace(int pid, long address) {
        return userSymbols.place(pid, address);
    }

    @Override
    public void findDebugFilesIn(List<Path> folders) {
        userSymbols.findDebugFilesIn(folders);
    }

    @Override
    public void remember(int pid) {
        userSymbols.remember(pid);
    }

    @Override
    public Optional<String> buildId(int pid, String module) {
        return userSymbols.buildId(pid, module);
    }

    private synchronized KernelSymbols symbols() {
        KernelSymbols known = symbols;
        if (known == null) {
            known = KernelSymbols.read(files);
            symbols = known;
        }
        return known;
    }

    /** One moment on {@code System.nanoTime}, on a clock of the kernel and on the wall's. */
    private record Moment(long taken, long nanoseconds, Instant wall) {
        Instant wall(long then) {
            return wall.plusNanos(then - nanoseconds);
        }
    }
}
