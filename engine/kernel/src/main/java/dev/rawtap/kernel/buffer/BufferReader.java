package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rawtap.contract.EventReader;
import dev.rawtap.linux.EpollEvents;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads several buffers in one thread. While little happens it sleeps in epoll and is woken for each record; under load
 * it looks at the buffers between rests of 50 us to 1 ms.
 */
public final class BufferReader implements EventReader {
    /** Any event but this one is a buffer's. */
    private static final long WAKE = 1;

    private static final int EVENTS = 64;
    private static final long LONGEST_WAIT = TimeUnit.DAYS.toNanos(365);

    private final Kernel kernel;
    private final Arena arena = Arena.ofShared();
    /** Outlives the mappings: a late {@link #wake} may still use it. */
    private final MemorySegment one = Arena.ofAuto().allocateFrom(JAVA_LONG, 1L);

    private final MemorySegment counter = arena.allocate(JAVA_LONG);
    private final EpollEvents events = new EpollEvents(arena, EVENTS);
    private final List<Buffer> buffers = new ArrayList<>();
    private final FileDescriptor epoll;
    private final FileDescriptor eventfd;
    private final ReentrantLock polling = new ReentrantLock();
    private volatile boolean closing;
    private boolean released;
    private long lookedAt = System.nanoTime();
    private long rest;

    private BufferReader(Kernel kernel, FileDescriptor epoll, FileDescriptor eventfd) {
        this.kernel = kernel;
        this.epoll = epoll;
        this.eventfd = eventfd;
    }

    /** A reader over these sources; what fails in the middle leaves nothing open. */
    public static BufferReader open(Kernel kernel, List<BufferSource> sources) {
        FileDescriptor epoll = FileDescriptor.of(kernel, kernel.epollCreate(), "create epoll");
        FileDescriptor eventfd;
        try {
            eventfd = FileDescriptor.of(kernel, kernel.eventfd(), "create eventfd");
        } catch (RuntimeException | Error failed) {
            epoll.close();
            throw failed;
        }
        var reader = new BufferReader(kernel, epoll, eventfd);
        try {
            reader.add(sources);
            return reader;
        } catch (RuntimeException | Error failed) {
            reader.close();
            throw failed;
        }
    }

    private void add(List<BufferSource> sources) {
        Kernel.require(
                kernel.epollAdd(epoll.number(), eventfd.number(), Kernel.EPOLL_READABLE, WAKE), "wait for eventfd");
        var machine = new Machine(SystemFiles.HOST);
        int pageBytes = machine.pageBytes();
        for (BufferSource source : sources) {
            Buffer buffer = switch (source) {
                case BufferSource.Ring ring -> RingBuffer.open(ring, kernel, arena, pageBytes);
                case BufferSource.Perf perf -> PerfBuffer.open(perf, kernel, arena, pageBytes, machine.onlineCpus());
                case BufferSource.Printed printed -> TracePipe.open(printed, kernel, arena);
            };
            buffers.add(buffer);
            buffer.register(epoll.number());
        }
    }

    /**
     * {@inheritDoc} Blocks in a system call: call it from a platform thread.
     *
     * @throws IllegalStateException if the reader is closed, or polled by another thread or by one of its handlers
     */
    @Override
    public long poll(Duration timeout) {
        begin();
        try {
            return poll(nanoseconds(timeout));
        } finally {
            end();
        }
    }

    private void begin() {
        boolean nested = polling.isHeldByCurrentThread();
        boolean mine = !nested && polling.tryLock();
        if (mine && !closing) {
            return;
        }
        if (mine) {
            polling.unlock();
        }
        throw new IllegalStateException(
                closing
                        ? "the reader is closed"
                        : nested ? "poll called by a handler of the same reader" : "another thread polls this reader");
    }

    /** A close that came from a handler, or found the reader busy, is done here or by the thread that waits for us. */
    private void end() {
        try {
            if (closing) {
                release();
            }
        } finally {
            polling.unlock();
        }
    }

    private static long nanoseconds(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        return timeout.compareTo(Duration.ofNanos(LONGEST_WAIT)) > 0 ? LONGEST_WAIT : timeout.toNanos();
    }

    private long poll(long nanoseconds) {
        long deadline = System.nanoTime() + nanoseconds;
        rest(nanoseconds);
        while (true) {
            long handled = look();
            long left = deadline - System.nanoTime();
            if (handled > 0 || left <= 0 || closing) {
                return handled;
            }
            // Positions are published: only after this fence may the producers' words be believed that nothing is
            // there.
            VarHandle.fullFence();
            if (!anyReadable() && sleep(left)) {
                return look();
            }
        }
    }

    private void rest(long atMost) {
        long nanoseconds = Math.min(rest, atMost);
        if (nanoseconds > 0 && !closing) {
            LockSupport.parkNanos(nanoseconds);
        }
    }

    /** Drains every buffer once and decides how long the next look can wait. */
    private long look() {
        long now = System.nanoTime();
        long elapsed = Math.max(1, now - lookedAt);
        long handled = 0;
        long fullest = 0;
        long capacity = 1;
        lookedAt = now;
        rest = 0;
        for (int i = 0; i < buffers.size(); i++) {
            Buffer buffer = buffers.get(i);
            handled += buffer.drain();
            if ((double) buffer.taken() / buffer.capacity() > (double) fullest / capacity) {
                fullest = buffer.taken();
                capacity = buffer.capacity();
            }
        }
        rest = Pace.rest(handled, elapsed, fullest, capacity);
        return handled;
    }

    private boolean anyReadable() {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).readable()) {
                return true;
            }
        }
        return false;
    }

    /** Waits for an event; true if it was a {@link #wake}. */
    private boolean sleep(long nanoseconds) {
        long milliseconds = (nanoseconds + 999_999) / 1_000_000;
        int ready = Kernel.require(
                kernel.epollWait(epoll.number(), events, (int) Math.min(milliseconds, Integer.MAX_VALUE)),
                "wait for events");
        boolean woken = false;
        for (int i = 0; i < ready; i++) {
            if (events.token(i) == WAKE) {
                kernel.read(eventfd.number(), counter);
                woken = true;
            }
        }
        return woken;
    }

    /** {@inheritDoc} If none waits, the next one returns soon. */
    @Override
    public void wake() {
        try {
            eventfd.use(fd -> (int) kernel.write(fd, one));
        } catch (IllegalStateException alreadyClosed) {
            return;
        }
    }

    /** {@inheritDoc} From inside a handler it takes effect when that handler's poll returns. Twice is fine. */
    @Override
    public void close() {
        closing = true;
        buffers.forEach(Buffer::stop);
        wake();
        if (polling.isHeldByCurrentThread()) {
            return;
        }
        polling.lock();
        try {
            release();
        } finally {
            polling.unlock();
        }
    }

    private void release() {
        if (released) {
            return;
        }
        released = true;
        buffers.forEach(Buffer::close);
        epoll.close();
        eventfd.close();
        arena.close();
    }
}
