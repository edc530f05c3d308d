package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.rawtap.base.KernelException;
import dev.rawtap.base.UnsupportedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The bytes of the running kernel's BTF and its modules', from {@code /sys/kernel/btf}. Thread-safe. */
public final class KernelBtf {
    private static final String FOLDER = "/sys/kernel/btf";

    private final Kernel kernel;
    private final SystemFiles files;

    /** The BTF of a machine. */
    public KernelBtf(Kernel kernel, SystemFiles files) {
        this.kernel = kernel;
        this.files = files;
    }

    /**
     * That of vmlinux: mapped where the kernel allows it (6.16), else read.
     *
     * @param arena how long it is used
     * @throws UnsupportedException if this kernel has none
     */
    public MemorySegment vmlinux(Arena arena) {
        return bytes("vmlinux", arena);
    }

    /** Names of modules that have BTF, which is split BTF on top of vmlinux's. */
    public List<String> modules() {
        try (Stream<Path> entries = Files.list(files.path(FOLDER))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals("vmlinux"))
                    .sorted()
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    /** That of a module. */
    public MemorySegment module(String name, Arena arena) {
        return bytes(name, arena);
    }

    private MemorySegment bytes(String name, Arena arena) {
        Path file = files.path(FOLDER + "/" + name);
        try {
            long size = Files.size(file);
            int fd = kernel.openat(Kernel.WORKING_DIRECTORY, file.toString(), Kernel.OPEN_READ);
            try (FileDescriptor open = FileDescriptor.of(kernel, fd, "open '" + file + "'")) {
                return kernel.mmap(arena, open.number(), 0, size, Kernel.Mapping.PRIVATE_READ);
            } catch (KernelException notMappable) {
                return arena.allocateFrom(JAVA_BYTE, Files.readAllBytes(file));
            }
        } catch (NoSuchFileException none) {
            throw new UnsupportedException(
                    "no BTF at '" + file + "'", "the kernel needs CONFIG_DEBUG_INFO_BTF, and for modules _BTF_MODULES");
        } catch (IOException refused) {
            throw new UnsupportedException("BTF at '" + file + "' cannot be read: " + refused.getMessage(), null);
        }
    }
}
