package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rawtap.base.KernelException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.contract.EventHandler;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Kernel.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Consumer of one BPF ring buffer (kernel/bpf/ringbuf.c, 6.18).
 *
 * <pre>
 * page 0    consumer position, u64, ours to write
 * page 1    producer position, u64, read only
 * page 2..  data, and once more the same data, so that a record that wraps lies in one piece
 * record    u32 length | bit 31 busy | bit 30 discarded;  u32 page offset;  bytes, up to the next multiple of 8
 * </pre>
 */
final class RingBuffer implements Buffer {
    static final int HEADER_BYTES = 8;
    static final int DISCARDED = 1 << 30;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle HEADER = JAVA_INT.varHandle();

    /** Room is given back at least this often in a turn of the ring, so that a long drain does not starve the producer. */
    private static final int RELEASES_PER_TURN = 8;

    private final Kernel kernel;
    private final FileDescriptor map;
    private final String name;
    private final MemorySegment consumer;
    private final MemorySegment memory;
    private final long data;
    private final long capacity;
    private final EventHandler handler;
    private long consumed;
    private long taken;
    private boolean stopped;

    /**
     * Over mapped memory.
     *
     * @param consumer the consumer page
     * @param memory producer page and both copies of the data
     * @param pageBytes where in {@code memory} the data starts
     */
    RingBuffer(BufferSource.Ring source, Kernel kernel, MemorySegment consumer, MemorySegment memory, int pageBytes) {
        this.kernel = kernel;
        this.map = source.map();
        this.name = source.name();
        this.consumer = consumer;
        this.memory = memory;
        this.data = pageBytes;
        this.capacity = source.bytes();
        this.handler = source.handler();
        this.consumed = (long) POSITION.getAcquire(consumer, 0L);
    }

    /** Maps it; {@code arena} unmaps it. */
    static RingBuffer open(BufferSource.Ring source, Kernel kernel, Arena arena, int pageBytes) {
        long bytes = pageBytes + 2 * source.bytes();
        try {
            return source.map().lend(fd -> {
                MemorySegment consumer = kernel.mmap(arena, fd, 0, pageBytes, Mapping.SHARED_WRITE);
                MemorySegment memory = kernel.mmap(arena, fd, pageBytes, bytes, Mapping.SHARED_READ);
                return new RingBuffer(source, kernel, consumer, memory, pageBytes);
            });
        } catch (KernelException refused) {
            throw new KernelException("map ring buffer '" + source.name() + "' into memory", refused.errno(), null);
        }
    }

    @Override
    public void register(int epoll) {
        int result = map.use(fd -> kernel.epollAdd(epoll, fd, Kernel.EPOLL_READABLE | Kernel.EPOLL_EDGE_TRIGGERED, 0));
        Kernel.require(result, "wait for ring buffer '" + name + "'");
    }

    @Override
    public long drain() {
        long produced = (long) POSITION.getAcquire(memory, 0L);
        long start = consumed;
        if (produced == start || stopped) {
            taken = 0;
            return 0;
        }
        if (Long.compareUnsigned(produced - start, capacity) > 0) {
            throw malformed(start, "%,d bytes are said to be in its %,d".formatted(produced - start, capacity));
        }
        try {
            return drain(produced);
        } finally {
            taken = consumed - start;
            publish();
        }
    }

    private long drain(long produced) {
        MemorySegment records = memory;
        EventHandler to = handler;
        long first = data;
        long mask = capacity - 1;
        long burst = capacity / RELEASES_PER_TURN;
        long at = consumed;
        long release = at + burst;
        long handled = 0;
        try {
            while (at != produced && !stopped) {
                long offset = first + (at & mask);
                int header = (int) HEADER.getAcquire(records, offset);
                if (header < 0) {
                    break;
                }
                int length = header & ~DISCARDED;
                long bytes = (length + HEADER_BYTES + 7L) & -8L;
                if (bytes > produced - at) {
                    throw malformed(
                            at, "record of %,d bytes, but %,d bytes were written".formatted(length, produced - at));
                }
                at += bytes; // before the handler: what it throws leaves the record consumed
                if (header == length) {
                    handled++;
                    to.event(records, offset + HEADER_BYTES, length);
                }
                if (at - release >= 0) {
                    consumed = at;
                    publish();
                    release = at + burst;
                }
            }
        } finally {
            consumed = at;
        }
        return handled;
    }

    private void publish() {
        POSITION.setRelease(consumer, 0L, consumed);
    }

    private MalformedException malformed(long position, String what) {
        return new MalformedException("ring buffer '" + name + "'", position, what);
    }

    /** A busy record at the front is not readable; one that was busy when the drain stopped there may be ready now. */
    @Override
    public boolean readable() {
        long produced = (long) POSITION.getAcquire(memory, 0L);
        return produced != consumed && (int) HEADER.getAcquire(memory, data + (consumed & (capacity - 1))) >= 0;
    }

    @Override
    public long taken() {
        return taken;
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        // The map is its owner's, the mappings go with the reader's arena.
    }
}
