package dev.rawtap.kernel;

import dev.rawtap.base.KernelException;
import dev.rawtap.linux.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a map of global variables, shared with the kernel: programs and this process see each other's writes at
 * once, and a write touches only its own bytes, so that none of theirs is lost. Mapped when first asked for.
 */
final class GlobalData implements AutoCloseable {
    private final Kernel kernel;
    private final KernelMap map;
    private final Arena arena = Arena.ofShared();
    private @Nullable MemorySegment memory;

    GlobalData(Kernel kernel, KernelMap map) {
        this.kernel = kernel;
        this.map = map;
    }

    /** The map's only value. */
    synchronized MemorySegment memory() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException(map + " is already closed");
        }
        MemorySegment known = memory;
        if (known == null) {
            int size = map.spec().valueSize();
            known = map(size);
            memory = known;
        }
        return known;
    }

    private MemorySegment map(int size) {
        try {
            return map.descriptor().lend(fd -> kernel.mmap(arena, fd, 0, size, Kernel.Mapping.SHARED_WRITE));
        } catch (KernelException refused) {
            throw new KernelException("map the variables in " + map + " into memory", refused.errno(), null);
        }
    }

    @Override
    public synchronized void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
