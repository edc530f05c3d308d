package dev.rawtap.contract;

import java.lang.foreign.MemorySegment;

/** Takes records where they lie. */
@FunctionalInterface
public interface EventHandler {
    /**
     * One record, valid until this method returns: {@code memory.asSlice(offset, length)}. The segment is the same for
     * every record of a buffer (of each CPU for a perf buffer, whose records that wrap come in another one), so that
     * reading a field allocates nothing. A record of a perf buffer may have up to 7 bytes without meaning at its end.
     *
     * @param memory the buffer
     * @param offset where the record starts
     * @param length its bytes
     */
    void event(MemorySegment memory, long offset, int length);
}
