package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rawtap.contract.EventHandler;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.testkit.FakeKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The kernel's side of a ring buffer in plain memory: reserve, then submit or discard, in any order. */
final class RingSimulation {
    static final int PAGE = 4096;
    private static final int BUSY = 1 << 31;
    private static final int DISCARD = 1 << 30;

    final long size;
    final MemorySegment consumer;
    final MemorySegment memory;
    private long produced;

    RingSimulation(Arena arena, long size, long firstPosition) {
        this.size = size;
        this.consumer = arena.allocate(PAGE, PAGE);
        this.memory = arena.allocate(PAGE + 2 * size, PAGE);
        this.produced = firstPosition;
        consumer.set(JAVA_LONG, 0, firstPosition);
        memory.set(JAVA_LONG, 0, firstPosition);
    }

    RingBuffer reader(EventHandler handler) {
        var kernel = new FakeKernel();
        var source = new BufferSource.Ring(new FileDescriptor(kernel, 1), "events", size, handler);
        return new RingBuffer(source, kernel, consumer, memory.asReadOnly(), PAGE);
    }

    long consumed() {
        return consumer.get(JAVA_LONG, 0);
    }

    /** Position of the new record, or -1 if there is no room for it. */
    long reserve(int length) {
        long total = (length + 8 + 7L) / 8 * 8;
        if (produced + total - consumed() > size - 1) {
            return -1;
        }
        long at = produced;
        header(at, length | BUSY);
        produced += total;
        memory.set(JAVA_LONG, 0, produced);
        return at;
    }

    void submit(long at, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            long offset = (at + 8 + i) & (size - 1);
            memory.set(JAVA_BYTE, PAGE + offset, bytes[i]);
            memory.set(JAVA_BYTE, PAGE + size + offset, bytes[i]);
        }
        header(at, bytes.length);
    }

    void discard(long at, int length) {
        header(at, length | DISCARD);
    }

    /** Whatever the kernel would never write. */
    void header(long at, int header) {
        long offset = at & (size - 1);
        memory.set(JAVA_INT, PAGE + offset, header);
        memory.set(JAVA_INT, PAGE + size + offset, header);
    }

    void produced(long position) {
        memory.set(JAVA_LONG, 0, position);
    }
}
