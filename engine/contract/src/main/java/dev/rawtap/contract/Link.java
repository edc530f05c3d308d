package dev.rawtap.contract;

/** A program attached to an event, until closed. Thread-safe. */
public interface Link extends AutoCloseable {
    /** What it is attached to, such as {@code raw_tp sys_enter}. */
    String target();

    /** The program that runs. */
    Program program();

    /** Detaches; twice is fine. */
    @Override
    void close();
}
