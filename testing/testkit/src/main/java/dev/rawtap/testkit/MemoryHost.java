package dev.rawtap.testkit;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.Host;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A host that pretends: commands end at once with the status that the test gave them, the clock stands still. What was
 * released is remembered. Not thread-safe, but for reading after the fact.
 */
public final class MemoryHost implements Host {
    private static final int FIRST_PID = 4_000_000;

    private final Map<String, Integer> statusOfCommand;
    private final List<List<String>> released = new ArrayList<>();
    private final List<String> signals = new ArrayList<>();
    private final NavigableMap<Long, String> kernelSymbols = new TreeMap<>();
    private final Map<Long, String> controlGroups = new HashMap<>();
    private final Map<String, UserPlace> userPlaces = new HashMap<>();
    private final Map<String, String> shellOutputs = new HashMap<>();
    private int nextPid = FIRST_PID;
    private long now = 1_000_000_000L;

    /** A host that knows no command. */
    public MemoryHost() {
        this(Map.of());
    }

    /** A host where these programs exist and end with these statuses. */
    public MemoryHost(Map<String, Integer> statusOfCommand) {
        this.statusOfCommand = Map.copyOf(statusOfCommand);
    }

    /** The commands that were let go, in order. */
    public List<List<String>> released() {
        return List.copyOf(released);
    }

    /** With a symbol of the kernel, which reaches to the next one. */
    public MemoryHost withKernelSymbol(long address, String name) {
        kernelSymbols.put(address, name);
        return this;
    }

    /** With a control group. */
    public MemoryHost withControlGroup(long id, String path) {
        controlGroups.put(id, path);
        return this;
    }

    /** With what lies at one address of a process. */
    public MemoryHost withUserPlace(int pid, long address, UserPlace place) {
        userPlaces.put(pid + ":" + address, place);
        return this;
    }

    /** With what a line of shell prints; lines that the host does not know end with status 127. */
    public MemoryHost withShell(String line, String output) {
        shellOutputs.put(line, output);
        return this;
    }

    /** With every clock at this number of nanoseconds. */
    public MemoryHost withNow(long nanoseconds) {
        now = nanoseconds;
        return this;
    }

    /** The signals that were sent, in order: {@code PID SIGNAL}. */
    public List<String> signals() {
        return List.copyOf(signals);
    }

    @Override
    public ChildCommand start(List<String> command) {
        Integer status = statusOfCommand.get(command.getFirst());
        if (status == null) {
            throw new InvalidInputException("no program '" + command.getFirst() + "' on PATH", null);
        }
        return new Child(nextPid++, List.copyOf(command), status);
    }

    @Override
    public boolean processExists(int pid) {
        return pid >= FIRST_PID && pid < nextPid;
    }

    @Override
    public boolean signal(int pid, int signal) {
        signals.add(pid + " " + signal);
        return processExists(pid);
    }

    @Override
    public int shell(String line, OutputStream output) {
        String printed = shellOutputs.get(line);
        if (printed == null) {
            return 127;
        }
        try {
            output.write(printed.getBytes(StandardCharsets.UTF_8));
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int possibleCpus() {
        return 2;
    }

    @Override
    public List<Integer> onlineCpus() {
        return List.of(0, 1);
    }

    @Override
    public Optional<PidNamespace> pidNamespace() {
        return Optional.empty();
    }

    @Override
    public long monotonicNanoseconds() {
        return now;
    }

    @Override
    public long nanoseconds(Clock clock) {
        return now;
    }

    @Override
    public Instant wallClock(Clock clock, long nanoseconds) {
        return Instant.EPOCH.plusNanos(nanoseconds);
    }

    @Override
    public Instant wallClock(long monotonicNanoseconds) {
        return Instant.EPOCH.plusNanos(monotonicNanoseconds);
    }

    @Override
    public Optional<String> userName(int uid) {
        return uid == 0 ? Optional.of("root") : Optional.empty();
    }

    @Override
    public Optional<String> groupName(int gid) {
        return gid == 0 ? Optional.of("root") : Optional.empty();
    }

    @Override
    public Optional<String> controlGroup(long id) {
        return Optional.ofNullable(controlGroups.get(id));
    }

    @Override
    public OptionalLong controlGroupId(Path folder) {
        return controlGroups.entrySet().stream()
                .filter(group -> folder.toString().endsWith(group.getValue()))
                .mapToLong(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public Optional<Symbol> kernelSymbol(long address) {
        return Optional.ofNullable(kernelSymbols.floorEntry(address))
                .map(symbol -> new Symbol(symbol.getValue(), address - symbol.getKey()));
    }

    @Override
    public OptionalLong kernelAddress(String name) {
        return kernelAddresses(name).stream().mapToLong(Long::longValue).findFirst();
    }

    @Override
    public List<Long> kernelAddresses(String name) {
        return kernelSymbols.entrySet().stream()
                .filter(symbol -> symbol.getValue().equals(name))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Optional<UserPlace> userPlace(int pid, long address) {
        return Optional.ofNullable(userPlaces.get(pid + ":" + address));
    }

    @Override
    public void findDebugFilesIn(List<Path> folders) {
        // Places are given with the host.
    }

    @Override
    public void remember(int pid) {
        // Places are known for ever.
    }

    @Override
    public Optional<String> buildId(int pid, String module) {
        return Optional.empty();
    }

    private final class Child implements ChildCommand {
        private final int pid;
        private final List<String> command;
        private final int status;
        private boolean running;

        Child(int pid, List<String> command, int status) {
            this.pid = pid;
            this.command = command;
            this.status = status;
        }

        @Override
        public int pid() {
            return pid;
        }

        @Override
        public void release() {
            if (running) {
                throw new IllegalStateException("released twice");
            }
            running = true;
            released.add(command);
        }

        @Override
        public OptionalInt await(Duration timeout) {
            return running ? OptionalInt.of(status) : OptionalInt.empty();
        }

        @Override
        public void close() {
            // Nothing was started.
        }
    }
}
