package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.rawtap.base.MalformedException;
import dev.rawtap.contract.EventHandler;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * Consumer of the perf event ring of one CPU (kernel/events/ring_buffer.c, include/uapi/linux/perf_event.h, 6.18).
 *
 * <pre>
 * page 0    struct perf_event_mmap_page: data_head at 1024, data_tail at 1032, ours to write
 * page 1..  data, once: a record may wrap
 * record    u32 type, u16 misc, u16 size of all
 *   SAMPLE  u32 length, bytes           (multiple of 8 with the length: 0 to 7 bytes at the end mean nothing)
 *   LOST    u64 event, u64 records lost
 * </pre>
 */
final class PerfRing {
    static final int HEAD = 1024;
    static final int TAIL = 1032;
    static final int LOST = 2;
    static final int SAMPLE = 9;
    private static final int HEADER_BYTES = 8;
    private static final int RELEASES_PER_TURN = 8;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();

    private final String name;
    private final MemorySegment memory;
    private final MemorySegment records;
    private final MemorySegment scratch;
    private final long data;
    private final long capacity;
    private final EventHandler handler;
    private final LongConsumer lost;
    private long consumed;
    private boolean stopped;

    /**
     * Over mapped memory.
     *
     * @param memory control page and data
     * @param pageBytes where the data starts; the rest is a power of two
     * @param scratch 64 kB for records that wrap
     */
    PerfRing(BufferSource.Perf source, int cpu, MemorySegment memory, int pageBytes, MemorySegment scratch) {
        this.name = "perf buffer '" + source.name() + "' of CPU " + cpu;
        this.memory = memory;
        this.records = memory.asReadOnly();
        this.scratch = scratch;
        this.data = pageBytes;
        this.capacity = memory.byteSize() - pageBytes;
        this.handler = source.handler();
        this.lost = source.lost();
        this.consumed = (long) POSITION.getAcquire(memory, (long) TAIL);
    }

    long capacity() {
        return capacity;
    }

    long consumed() {
        return consumed;
    }

    boolean readable() {
        return (long) POSITION.getAcquire(memory, (long) HEAD) != consumed;
    }

    void stop() {
        stopped = true;
    }

    /** Handles what is there; how many samples that was. */
    long drain() {
        long head = (long) POSITION.getAcquire(memory, (long) HEAD);
        if (head == consumed || stopped) {
            return 0;
        }
        if (Long.compareUnsigned(head - consumed, capacity) > 0) {
            throw malformed("%,d bytes are said to be in its %,d".formatted(head - consumed, capacity));
        }
        try {
            return drain(head);
        } finally {
            publish();
        }
    }

    private long drain(long head) {
        long burst = capacity / RELEASES_PER_TURN;
        long released = consumed;
        long handled = 0;
        while (consumed != head && !stopped) {
            long at = consumed;
            long offset = data + (at & (capacity - 1));
            int type = records.get(JAVA_INT, offset);
            int bytes = Short.toUnsignedInt(records.get(JAVA_SHORT, offset + 6));
            if (bytes < HEADER_BYTES || bytes > head - at) {
                throw malformed("record of %,d bytes, but %,d bytes were written".formatted(bytes, head - at));
            }
            consumed = at + bytes;
            if (type == SAMPLE) {
                sample(at + HEADER_BYTES, bytes - HEADER_BYTES);
                handled++;
            } else if (type == LOST) {
                lost.accept(records.get(JAVA_LONG, data + ((at + 16) & (capacity - 1))));
            }
            if (consumed - released >= burst) {
                publish();
                released = consumed;
            }
        }
        return handled;
    }

    private void sample(long at, int bytes) {
        int length = records.get(JAVA_INT, data + (at & (capacity - 1)));
        if (length < 0 || length > bytes - Integer.BYTES) {
            throw malformed("sample of %,d bytes in a record of %,d".formatted(length, bytes));
        }
        long start = (at + Integer.BYTES) & (capacity - 1);
        long before = capacity - start;
        if (length <= before) {
            handler.event(records, data + start, length);
        } else {
            MemorySegment.copy(records, data + start, scratch, 0, before);
            MemorySegment.copy(records, data, scratch, before, length - before);
            handler.event(scratch, 0, length);
        }
    }

    private void publish() {
        POSITION.setRelease(memory, (long) TAIL, consumed);
    }

    private MalformedException malformed(String what) {
        return new MalformedException(name, consumed, what);
    }
}
