package dev.rawtap.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.linux.Kernel.Mapping;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * Writer of a user ring buffer (kernel/bpf/ringbuf.c, 6.1): records for programs, which take them with {@code
 * bpf_user_ringbuf_drain} when they run. There may be one writer for a map. Thread-safe.
 *
 * <pre>{@code
 * ring.reserve(8).ifPresent(record -> {
 *     record.memory().set(JAVA_LONG, 0, 42);
 *     record.submit();
 * });
 * }</pre>
 *
 * <p>A record that is reserved and neither submitted nor discarded holds up all that come after it.
 */
public final class UserRing implements AutoCloseable {
    private static final int HEADER_BYTES = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle HEADER = JAVA_INT.varHandle();

    private final Arena arena;
    private final String name;
    private final MemorySegment consumer;
    private final MemorySegment memory;
    private final long data;
    private final long capacity;

    private UserRing(KernelMap map, Arena arena) {
        int page = new Machine(SystemFiles.HOST).pageBytes();
        this.arena = arena;
        this.name = map.name();
        this.data = page;
        this.capacity = Integer.toUnsignedLong(map.spec().maxEntries());
        this.consumer = map.map(arena, 0, page, Mapping.SHARED_READ);
        this.memory = map.map(arena, page, page + 2 * capacity, Mapping.SHARED_WRITE);
    }

    /**
     * Maps it.
     *
     * @throws InvalidInputException if {@code map} is no user ring buffer
     */
    public static UserRing open(KernelMap map) {
        if (map.spec().type() != MapType.USER_RINGBUF) {
            throw new InvalidInputException(
                    "map '%s' is no USER_RINGBUF but %s"
                            .formatted(map.name(), map.spec().type()),
                    null);
        }
        var arena = Arena.ofShared();
        try {
            return new UserRing(map, arena);
        } catch (RuntimeException | Error failed) {
            arena.close();
            throw failed;
        }
    }

    /** A record that is ours to fill. By one thread; it ends with {@link #submit} or {@link #discard}, once. */
    public final class Reservation {
        private final long header;
        private final MemorySegment bytes;
        private boolean done;

        private Reservation(long header, int length) {
            this.header = header;
            this.bytes = memory.asSlice(header + HEADER_BYTES, length);
        }

        /** Its bytes, which hold whatever was there before. */
        public MemorySegment memory() {
            return bytes;
        }

        /** Gives it to programs. */
        public void submit() {
            end(0);
        }

        /** Programs will not see it. */
        public void discard() {
            end(DISCARDED);
        }

        private void end(int flag) {
            if (done) {
                throw new IllegalStateException("a record is submitted or discarded once");
            }
            done = true;
            HEADER.setRelease(memory, header, (int) bytes.byteSize() | flag);
        }
    }

    /**
     * Room for a record, or nothing while programs have not taken enough of those before.
     *
     * @param length its bytes, 0 to what the ring holds
     */
    public synchronized Optional<Reservation> reserve(int length) {
        long total = (length + HEADER_BYTES + 7L) & -8L;
        if (length < 0 || total > capacity) {
            throw new InvalidInputException(
                    "record of %,d bytes for user ring '%s' of %,d".formatted(length, name, capacity), null);
        }
        long consumed = (long) POSITION.getAcquire(consumer, 0L);
        long produced = (long) POSITION.getAcquire(memory, 0L);
        if (Long.compareUnsigned(produced - consumed, capacity) > 0) {
            throw new MalformedException("user ring '" + name + "'", produced, "its consumer is at " + consumed);
        }
        if (total > capacity - (produced - consumed)) {
            return Optional.empty();
        }
        long header = data + (produced & (capacity - 1));
        HEADER.setRelease(memory, header, length | BUSY);
        memory.set(JAVA_INT, header + Integer.BYTES, 0);
        POSITION.setRelease(memory, 0L, produced + total);
        return Optional.of(new Reservation(header, length));
    }

    /** Unmaps it; what was submitted stays for programs to take. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
