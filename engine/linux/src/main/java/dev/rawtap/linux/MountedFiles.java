package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The files below a directory, such as the root of a mount that is attached nowhere. Thread-safe. */
final class MountedFiles implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final Kernel kernel;
    private final String name;
    private final FileDescriptor root;

    /**
     * Takes over a directory.
     *
     * @param name of the file system, for messages
     */
    MountedFiles(Kernel kernel, String name, int root) {
        this.kernel = kernel;
        this.name = name;
        this.root = new FileDescriptor(kernel, root);
    }

    /** A directory descriptor of a mount that nobody else sees and that ends with it (5.2), or {@code -errno}. */
    static int mountDetached(Kernel kernel, String fileSystem) {
        int context = kernel.fsopen(fileSystem);
        if (context < 0) {
            return context;
        }
        try (FileDescriptor configured = new FileDescriptor(kernel, context)) {
            int created = kernel.fsconfigCreate(configured.number());
            return created < 0 ? created : kernel.fsmount(configured.number());
        }
    }

    boolean exists(String path) {
        int fd = root.use(directory -> kernel.openat(directory, path, Kernel.OPEN_READ));
        return fd >= 0 && kernel.close(fd) == 0;
    }

    FileDescriptor open(String path, int flags) {
        int fd = root.use(directory -> kernel.openat(directory, path, flags));
        return FileDescriptor.of(kernel, fd, "open %s file '%s'".formatted(name, path));
    }

    /** The whole text of a file. */
    String read(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FileDescriptor file = open(path, Kernel.OPEN_READ);
                Arena arena = Arena.ofConfined()) {
            MemorySegment chunk = arena.allocate(CHUNK);
            while (true) {
                int length = file.use(fd -> (int) kernel.read(fd, chunk));
                if (length < 0) {
                    throw new KernelException("read %s file '%s'".formatted(name, path), new Errno(-length), null);
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
