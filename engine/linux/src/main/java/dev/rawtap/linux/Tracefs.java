package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.base.UnsupportedException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The tracing file system: names, ids and formats of classic tracepoints, and the pipe that {@code bpf_printk} writes.
 *
 * <p>It need not be mounted: a detached mount is made (5.2, CAP_SYS_ADMIN) that nobody else sees and that goes with this
 * object. Where that is not allowed, a mount at {@code /sys/kernel/tracing} or {@code /sys/kernel/debug/tracing} serves.
 * Thread-safe.
 */
public final class Tracefs implements AutoCloseable {
    private static final List<String> MOUNTS = List.of("/sys/kernel/tracing", "/sys/kernel/debug/tracing");
    private static final int CHUNK = 1 << 16;

    private final Kernel kernel;
    private final FileDescriptor root;

    private Tracefs(Kernel kernel, FileDescriptor root) {
        this.kernel = kernel;
        this.root = root;
    }

    /**
     * Opens it.
     *
     * @throws UnsupportedException if it can neither be mounted nor is it mounted where this process may read it
     */
    public static Tracefs open(Kernel kernel) {
        int detached = mountDetached(kernel);
        if (detached >= 0) {
            return new Tracefs(kernel, new FileDescriptor(kernel, detached));
        }
        for (String mount : MOUNTS) {
            int fd = kernel.openat(Kernel.WORKING_DIRECTORY, mount, Kernel.OPEN_READ);
            if (fd >= 0) {
                Tracefs visible = new Tracefs(kernel, new FileDescriptor(kernel, fd));
                if (visible.exists("available_events")) {
                    return visible;
                }
                visible.close();
            }
        }
        var errno = new Errno(-detached);
        if (errno.equals(Errno.EMFILE) || errno.equals(Errno.ENFILE) || errno.equals(Errno.ENOMEM)) {
            throw new KernelException("mount tracefs for this process alone", errno, null);
        }
        throw new UnsupportedException(
                "tracefs not readable: " + errno + " from its mount",
                "run as root (CAP_SYS_ADMIN), or make a mount at /sys/kernel/tracing readable");
    }

    /** A directory descriptor of a mount attached nowhere, or {@code -errno}. */
    private static int mountDetached(Kernel kernel) {
        int context = kernel.fsopen("tracefs");
        if (context < 0) {
            return context;
        }
        try (FileDescriptor configured = new FileDescriptor(kernel, context)) {
            int created = kernel.fsconfigCreate(configured.number());
            return created < 0 ? created : kernel.fsmount(configured.number());
        }
    }

    /** Names of all tracepoints as {@code category:name}, in the kernel's order. */
    public List<String> availableEvents() {
        return read("available_events").lines().toList();
    }

    /** The number of {@code category:name} for perf_event_open. */
    public int eventId(String category, String name) {
        return Integer.parseInt(read("events/" + category + "/" + name + "/id").strip());
    }

    /** The text that describes the fields of {@code category:name}. */
    public String eventFormat(String category, String name) {
        return read("events/" + category + "/" + name + "/format");
    }

    /**
     * The pipe of trace lines, non-blocking: a read answers {@code -EAGAIN} when there are none. What is read here nobody
     * else reads.
     */
    public FileDescriptor openTracePipe() {
        return open("trace_pipe", Kernel.OPEN_READ | Kernel.OPEN_NON_BLOCKING);
    }

    private boolean exists(String path) {
        int fd = root.use(directory -> kernel.openat(directory, path, Kernel.OPEN_READ));
        return fd >= 0 && kernel.close(fd) == 0;
    }

    private FileDescriptor open(String path, int flags) {
        int fd = root.use(directory -> kernel.openat(directory, path, flags));
        return FileDescriptor.of(kernel, fd, "open tracefs file '" + path + "'");
    }

    /** The whole text of a file below the root. */
    public String read(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FileDescriptor file = open(path, Kernel.OPEN_READ);
                Arena arena = Arena.ofConfined()) {
            MemorySegment chunk = arena.allocate(CHUNK);
            while (true) {
                int length = file.use(fd -> (int) kernel.read(fd, chunk));
                if (length < 0) {
                    throw new KernelException("read tracefs file '" + path + "'", new Errno(-length), null);
                }
                if (length == 0) {
                    return bytes.toString(StandardCharsets.UTF_8);
                }
                bytes.writeBytes(chunk.asSlice(0, length).toArray(JAVA_BYTE));
            }
        }
    }

    @Override
    public void close() {
        root.close();
    }
}
