package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.rawtap.syscall.Architecture;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An array of {@code struct epoll_event} (include/uapi/linux/eventpoll.h, 6.18), which is packed on x86-64 alone: u32
 * events, u64 token. Made once and reused for each wait; by one thread at a time.
 */
public final class EpollEvents {
    private static final int TOKEN = Architecture.host() == Architecture.X86_64 ? 4 : 8;
    private static final int SIZE = TOKEN + 8;

    private final MemorySegment memory;
    private final int capacity;

    /** Room for {@code capacity} events, above 0. */
    public EpollEvents(Arena arena, int capacity) {
        this.memory = arena.allocate((long) SIZE * capacity, 8);
        this.capacity = capacity;
    }

    /** How many events fit. */
    public int capacity() {
        return capacity;
    }

    /** The token that was given for the descriptor of event {@code index}. */
    public long token(int index) {
        return memory.get(JAVA_LONG_UNALIGNED, (long) index * SIZE + TOKEN);
    }

    /** The {@code EPOLL*} bits of event {@code index}. */
    public int events(int index) {
        return memory.get(JAVA_INT_UNALIGNED, (long) index * SIZE);
    }

    /** What the kernel would write, for a fake one. */
    public void set(int index, int events, long token) {
        memory.set(JAVA_INT_UNALIGNED, (long) index * SIZE, events);
        memory.set(JAVA_LONG_UNALIGNED, (long) index * SIZE + TOKEN, token);
    }

    MemorySegment memory() {
        return memory;
    }
}
