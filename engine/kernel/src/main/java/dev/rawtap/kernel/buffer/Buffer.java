package dev.rawtap.kernel.buffer;

/** Something that a {@link BufferReader} reads. Used by the thread that holds the reader's lock; only stop is not. */
sealed interface Buffer permits RingBuffer, PerfBuffer, TracePipe {
    /** Makes {@code epoll} tell of its data. */
    void register(int epoll);

    /**
     * Handles what is there at this moment and gives the room back. What a handler throws comes through, with its record
     * consumed.
     *
     * @return how many records were handled
     */
    long drain();

    /** Bytes that the last {@link #drain} took. */
    long taken();

    /** Bytes that fit into the buffer, of the smallest part if there are several. */
    long capacity();

    /** Whether a drain would find something; asked after a full fence, before the reader falls asleep. */
    boolean readable();

    /** Makes a drain under way end after the record that it is at. */
    void stop();

    /** Gives everything back. */
    void close();
}
