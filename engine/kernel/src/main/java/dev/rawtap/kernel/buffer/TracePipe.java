package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Tracefs;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * The pipe of the kernel's trace buffer, as far as {@code bpf_printk} wrote it from the opening on: the buffer is the
 * host's and keeps what earlier runs left in it. Nothing is mounted that others see.
 */
final class TracePipe implements Buffer {
    private static final int CHUNK = 1 << 16;

    /** Reads of one drain at most: whoever prints faster than we read must not keep other buffers waiting. */
    private static final int READS = 64;

    /** How long the opening may take to drop old lines; only one who prints without end makes it take so long. */
    private static final long LONGEST_SKIP = TimeUnit.SECONDS.toNanos(2);

    private final Kernel kernel;
    private final FileDescriptor pipe;
    private final MemorySegment chunk;
    private final TraceLines lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long taken;
    private boolean stopped;

    private TracePipe(Kernel kernel, FileDescriptor pipe, MemorySegment chunk, TraceLines lines) {
        this.kernel = kernel;
        this.pipe = pipe;
        this.chunk = chunk;
        this.lines = lines;
    }

    /** Opens it and drops what is there: lines of earlier runs, and the kernel's word that some of those were lost. */
    static TracePipe open(BufferSource.Printed source, Kernel kernel, Arena arena) {
        try (Tracefs tracefs = Tracefs.open(kernel)) {
            var lines = new TraceLines(source.handler(), source.lost());
            var opened = new TracePipe(kernel, tracefs.openTracePipe(), arena.allocate(CHUNK), lines);
            opened.skip();
            return opened;
        } catch (KernelException refused) {
            if (!refused.errno().equals(Errno.EBUSY)) {
                throw refused;
            }
            // Since 6.6 there is one reader at a time (kernel/trace/trace.c, open_pipe_on_cpu).
            throw new KernelException(
                    "open trace_pipe", Errno.EBUSY, "another program reads what bpf_printk prints; end it first");
        }
    }

    private void skip() {
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < LONGEST_SKIP && read() > 0) {}
        } catch (RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    /** Bytes that are in the chunk now; 0 if there are none to read. A read gives whole lines if they fit. */
    private int read() {
        long bytes = kernel.read(pipe.number(), chunk);
        return bytes == -Errno.EAGAIN.number() ? 0 : (int) Kernel.require(bytes, "read the trace pipe");
    }

    /** Level-triggered: a drain may leave something. */
    @Override
    public void register(int epoll) {
        Kernel.require(kernel.epollAdd(epoll, pipe.number(), Kernel.EPOLL_READABLE, 0), "wait for the trace pipe");
    }

    @Override
    public long drain() {
        long handled = 0;
        taken = 0;
        for (int reads = 0; reads < READS && !stopped; reads++) {
            int bytes = read();
            if (bytes == 0) {
                break;
            }
            taken += bytes;
            handled += split(bytes);
        }
        return handled;
    }

    /** A read ends where its room does, which may be inside a line. */
    private long split(int bytes) {
        long handled = 0;
        for (int i = 0; i < bytes; i++) {
            byte b = chunk.get(JAVA_BYTE, i);
            if (b != '\n') {
                line.write(b);
                continue;
            }
            byte[] whole = line.toByteArray();
            line.reset();
            handled += lines.line(whole);
        }
        return handled;
    }

    @Override
    public long taken() {
        return taken;
    }

    /** Not ours to know: the buffer belongs to the host. */
    @Override
    public long capacity() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean readable() {
        return false;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        pipe.close();
    }
}
