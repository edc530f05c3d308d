package dev.rawtap.contract;

import java.time.Duration;
import java.util.OptionalInt;

/** A command that was started and waits to be let go. Thread-safe. */
public interface ChildCommand extends AutoCloseable {
    /** Its process number, which stays the same when it becomes the command. */
    int pid();

    /** Lets it become the command; once. */
    void release();

    /**
     * Waits for its end.
     *
     * @return its exit status, 128 + signal if a signal ended it; empty if it still runs after {@code timeout}
     */
    OptionalInt await(Duration timeout);

    /** Ends it if it was never released, and forgets it; a command that runs goes on. */
    @Override
    void close();
}
