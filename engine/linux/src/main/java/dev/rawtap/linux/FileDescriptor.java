package dev.rawtap.linux;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * The one owner of an open file descriptor. Closing twice is fine; use after close is an {@link IllegalStateException}.
 * Thread-safe: a close while another thread is inside {@link #use} takes effect when that thread leaves, so that no call
 * can hit a descriptor that got the same number since.
 */
public final class FileDescriptor implements AutoCloseable {
    /** Added to the number of users when the owner has closed. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final Kernel kernel;
    private final int number;
    private final String what;
    private final AtomicInteger users = new AtomicInteger();

    /**
     * Takes ownership of an open descriptor.
     *
     * @param number its number, 0 or above
     */
    public FileDescriptor(Kernel kernel, int number) {
        this(kernel, number, "file descriptor " + number);
    }

    /** The same; {@code what} names the thing behind it in messages, such as {@code map 'calls'}. */
    public FileDescriptor(Kernel kernel, int number, String what) {
        if (number < 0) {
            throw new IllegalArgumentException("file descriptor " + number);
        }
        this.kernel = kernel;
        this.number = number;
        this.what = what;
    }

    /**
     * Takes ownership of a descriptor that a call of the door has answered.
     *
     * @param doing what was being done, to what, for the message
     * @throws dev.rawtap.base.KernelException if {@code result} is {@code -errno}
     */
    public static FileDescriptor of(Kernel kernel, int result, String doing) {
        return new FileDescriptor(kernel, Kernel.require(result, doing));
    }

    /** Its number, for a call during which the caller knows that it stays open. */
    public int number() {
        if (isClosed()) {
            throw closed();
        }
        return number;
    }

    /** The thing behind it, as messages name it. */
    public String what() {
        return what;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return users.get() < 0;
    }

    /** The answer of a call that takes the number, which stays open until it returns. */
    public int use(IntUnaryOperator call) {
        enter();
        try {
            return call.applyAsInt(number);
        } finally {
            leave();
        }
    }

    /** The same for a call that answers something else. */
    public <T> T lend(IntFunction<T> call) {
        enter();
        try {
            return call.apply(number);
        } finally {
            leave();
        }
    }

    private void enter() {
        int before;
        do {
            before = users.get();
            if (before < 0) {
                throw closed();
            }
        } while (!users.compareAndSet(before, before + 1));
    }

    private void leave() {
        if (users.decrementAndGet() == CLOSED) {
            kernel.close(number);
        }
    }

    @Override
    public void close() {
        int before;
        do {
            before = users.get();
            if (before < 0) {
                return;
            }
        } while (!users.compareAndSet(before, before + CLOSED));
        if (before == 0) {
            kernel.close(number);
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(what + " is already closed");
    }

    @Override
    public String toString() {
        return "fd " + number + (isClosed() ? " (closed)" : "");
    }
}
