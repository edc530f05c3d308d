package dev.rawtap.contract;

import java.nio.file.Path;

/** A program attached to an event, until closed. Thread-safe. */
public interface Link extends AutoCloseable {
    /** What it is attached to, such as {@code raw_tp sys_enter}. */
    String target();

    /** The program that runs. */
    Program program();

    /**
     * Keeps the program attached when this closes and when the process ends, until the file is removed. Reading the pin of
     * an iterator runs it.
     *
     * @param path a path that does not exist, below {@code /sys/fs/bpf}
     */
    void pin(Path path);

    /** Detaches, unless it is pinned; twice is fine. */
    @Override
    void close();
}
