package dev.rawtap.kernels.nbd;

import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.syscall.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code /dev/nbd0} over a server of ours, set up as nbd-client did before netlink: by ioctls (include/uapi/linux/nbd.h),
 * the last of which returns when the device is disconnected. Needs CAP_SYS_ADMIN.
 */
final class NbdDevice implements AutoCloseable {
    static final Path PATH = Path.of("/dev/nbd0");

    /** The {@code N} of {@code /dev/nbdN}, which the tracepoints call its index. */
    static final int INDEX = 0;

    /** What one read or write transfers here, and what it is aligned to. */
    static final int BLOCK = 4096;

    /** How long to wait for what takes milliseconds. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int SET_SOCKET = 0xab00;
    private static final int SET_BLOCK_SIZE = 0xab01;
    private static final int DO_IT = 0xab03;
    private static final int CLEAR_SOCKET = 0xab04;
    private static final int SET_BLOCKS = 0xab07;
    private static final int DISCONNECT = 0xab08;
    private static final int SET_FLAGS = 0xab0a;

    /** {@code NBD_FLAG_HAS_FLAGS}, {@code NBD_FLAG_SEND_FLUSH} and {@code NBD_FLAG_SEND_FUA}. */
    private static final int FLAGS = 1 | 1 << 2 | 1 << 3;

    /** {@code O_DIRECT}, which is not the same everywhere. */
    private static final int OPEN_DIRECT = Architecture.host() == Architecture.ARM64 ? 0x10000 : 0x4000;

    private static final Path STATE = Path.of("/sys/block/nbd0");
    private static final int SECTOR = 512;

    private final Kernel kernel;
    private final FileDescriptor device;
    private final FileDescriptor socket;
    private final NbdServer server;
    private final AtomicInteger result = new AtomicInteger();
    private final Thread connection;

    private NbdDevice(Kernel kernel, FileDescriptor device, FileDescriptor socket, NbdServer server) {
        this.kernel = kernel;
        this.device = device;
        this.socket = socket;
        this.server = server;
        this.connection = Thread.ofPlatform()
                .name("nbd-device")
                .daemon()
                .unstarted(() -> result.set(kernel.ioctl(device.number(), DO_IT, 0)));
    }

    /** Connects it to a server of {@code disk}, whose bytes are a multiple of {@link #BLOCK}. */
    static NbdDevice open(Kernel kernel, byte[] disk) {
        FileDescriptor device = FileDescriptor.of(
                kernel, kernel.openat(Kernel.WORKING_DIRECTORY, PATH.toString(), Kernel.OPEN_READ), "open " + PATH);
        try (var arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            Kernel.require(kernel.socketPair(ends), "make a pair of sockets");
            var socket = new FileDescriptor(kernel, ends.getAtIndex(ValueLayout.JAVA_INT, 0));
            var other = new FileDescriptor(kernel, ends.getAtIndex(ValueLayout.JAVA_INT, 1));
            return connected(new NbdDevice(kernel, device, socket, new NbdServer(kernel, other, disk)), disk.length);
        } catch (RuntimeException failure) {
            device.close();
            throw failure;
        }
    }

    private static NbdDevice connected(NbdDevice opened, int bytes) {
        try {
            opened.connect(bytes);
            return opened;
        } catch (RuntimeException failure) {
            opened.close();
            throw failure;
        }
    }

    private void connect(int bytes) {
        control(SET_BLOCK_SIZE, BLOCK);
        control(SET_BLOCKS, bytes / BLOCK);
        control(SET_FLAGS, FLAGS);
        control(SET_SOCKET, socket.number());
        connection.start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isConnected(bytes)) {
            if (!connection.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("%s is not connected: %d".formatted(PATH, result.get()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void control(int request, long argument) {
        Kernel.require(kernel.ioctl(device.number(), request, argument), "ioctl 0x%x of %s".formatted(request, PATH));
    }

    /** It has a size when all else is done, and the number of the connecting process for as long as it is connected. */
    private static boolean isConnected(int bytes) {
        try {
            return Files.exists(STATE.resolve("pid"))
                    && Long.parseLong(Files.readString(STATE.resolve("size")).strip()) == bytes / SECTOR;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NbdServer server() {
        return server;
    }

    /** Reads a block past the page cache. */
    byte[] read(long offset) {
        try (var arena = Arena.ofConfined();
                FileDescriptor direct = direct(Kernel.OPEN_READ)) {
            MemorySegment block = arena.allocate(BLOCK, BLOCK);
            check(kernel.pread(direct.number(), block, offset), "read");
            return block.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Writes the first block past the page cache, which does not make it durable. */
    void write(byte[] bytes) {
        try (var arena = Arena.ofConfined();
                FileDescriptor direct = direct(Kernel.OPEN_WRITE)) {
            MemorySegment block = arena.allocate(BLOCK, BLOCK);
            MemorySegment.copy(bytes, 0, block, ValueLayout.JAVA_BYTE, 0, BLOCK);
            check(kernel.write(direct.number(), block), "write");
        }
    }

    private FileDescriptor direct(int way) {
        int opened = kernel.openat(Kernel.WORKING_DIRECTORY, PATH.toString(), way | OPEN_DIRECT);
        return FileDescriptor.of(kernel, opened, "open " + PATH);
    }

    private static void check(long bytes, String doing) {
        if (Kernel.require(bytes, doing + " a block of " + PATH) != BLOCK) {
            throw new IllegalStateException("only %d bytes: %s a block of %s".formatted(bytes, doing, PATH));
        }
    }

    /** Disconnects, which ends the server too, and lets go of the device. */
    @Override
    public void close() {
        // The server ends when the socket is closed, if it was never told to disconnect.
        try (device;
                server;
                socket) {
            kernel.ioctl(device.number(), DISCONNECT, 0);
            end(connection);
            kernel.ioctl(device.number(), CLEAR_SOCKET, 0);
        }
    }

    /** Waits for a thread, started or not, that was told to end. */
    static void end(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("thread " + thread.getName() + " does not end");
        }
    }
}
