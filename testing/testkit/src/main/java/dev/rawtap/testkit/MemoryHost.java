package dev.rawtap.testkit;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A host that pretends: commands end at once with the status that the test gave them, the clock stands still. What was
 * released is remembered. Not thread-safe, but for reading after the fact.
 */
public final class MemoryHost implements Host {
    private static final int FIRST_PID = 4_000_000;

    private final Map<String, Integer> statusOfCommand;
    private final List<List<String>> released = new ArrayList<>();
    private int nextPid = FIRST_PID;

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
    public int possibleCpus() {
        return 2;
    }

    @Override
    public long monotonicNanoseconds() {
        return 1_000_000_000L;
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
    public Optional<String> controlGroup(long id) {
        return Optional.empty();
    }

    @Override
    public Optional<Symbol> kernelSymbol(long address) {
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
