package dev.rawtap.contract;

import java.time.Duration;

/**
 * Reads buffers. One thread at a time polls; {@link #wake} and {@link #close} come from any thread. Handlers run on
 * the polling thread; what a handler throws leaves {@link #poll} with the record consumed.
 */
public interface EventReader extends AutoCloseable {
    /**
     * Waits for records and gives all there are to their handlers.
     *
     * @param timeout how long to wait for the first one; zero only drains
     * @return how many records were handled
     */
    long poll(Duration timeout);

    /** Makes a waiting {@link #poll} return soon. */
    void wake();

    /** Ends it; a poll under way returns first. */
    @Override
    void close();
}
