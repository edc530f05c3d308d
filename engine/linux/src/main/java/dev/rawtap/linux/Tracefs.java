package dev.rawtap.linux;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.base.UnsupportedException;
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
    private static final String FILE_SYSTEM = "tracefs";

    private final MountedFiles files;

    private Tracefs(MountedFiles files) {
        this.files = files;
    }

    /**
     * Opens it.
     *
     * @throws UnsupportedException if it can neither be mounted nor is it mounted where this process may read it, or the kernel is
     *     locked down against reading
     */
    public static Tracefs open(Kernel kernel) {
        // Nothing of it may be read there; and Linux 6.12 and 7.2 crash in tracefs_destroy_inode when its only mount
        // ends.
        if (Lockdown.of(kernel) == Lockdown.CONFIDENTIALITY) {
            throw new UnsupportedException(
                    "tracefs not readable: the kernel is locked down (confidentiality)",
                    "boot with lockdown=integrity or none");
        }
        int detached = MountedFiles.mountDetached(kernel, FILE_SYSTEM);
        if (detached >= 0) {
            return new Tracefs(new MountedFiles(kernel, FILE_SYSTEM, detached));
        }
        for (String mount : MOUNTS) {
            int fd = kernel.openat(Kernel.WORKING_DIRECTORY, mount, Kernel.OPEN_READ);
            if (fd >= 0) {
                MountedFiles visible = new MountedFiles(kernel, FILE_SYSTEM, fd);
                if (visible.exists("available_events")) {
                    return new Tracefs(visible);
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
        return files.open("trace_pipe", Kernel.OPEN_READ | Kernel.OPEN_NON_BLOCKING);
    }

    /** The whole text of a file below the root. */
    public String read(String path) {
        return files.read(path);
    }

    @Override
    public void close() {
        files.close();
    }
}
