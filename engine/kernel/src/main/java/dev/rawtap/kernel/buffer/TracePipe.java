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

/** The pipe of the kernel's trace buffer, as far as {@code bpf_printk} wrote it. Nothing is mounted that others see. */
final class TracePipe implements Buffer {
    private static final int CHUNK = 1 << 16;

    /** Reads of one drain at most: whoever prints faster than we read must not keep other buffers waiting. */
    private static final int READS = 64;

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

    /** Opens it. */
    static TracePipe open(BufferSource.Printed source, Kernel kernel, Arena arena) {
        try (Tracefs tracefs = Tracefs.open(kernel)) {
            var lines = new TraceLines(source.handler(), source.lost());
            return new TracePipe(kernel, tracefs.openTracePipe(), arena.allocate(CHUNK), lines);
        } catch (KernelException refused) {
            if (!refused.errno().equals(Errno.EBUSY)) {
                throw refused;
            }
            // Since 6.6 there is one reader at a time (kernel/trace/trace.c, open_pipe_on_cpu).
            throw new KernelException(
                    "open trace_pipe", Errno.EBUSY, "another program reads what bpf_printk prints; end it first");
        }
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
            long bytes = kernel.read(pipe.number(), chunk);
            if (bytes == -Errno.EAGAIN.number() || bytes == 0) {
                break;
            }
            Kernel.require(bytes, "read the trace pipe");
            taken += bytes;
            handled += split((int) bytes);
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
