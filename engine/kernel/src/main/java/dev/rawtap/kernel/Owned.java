package dev.rawtap.kernel;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a load has acquired so far: closed in reverse order if it fails, else by the loaded object. Not thread-safe. */
final class Owned {
    private final Deque<Runnable> closers = new ArrayDeque<>();

    /** Takes over {@code thing}. */
    <T> T add(T thing, Runnable close) {
        closers.push(close);
        return thing;
    }

    /** Closes everything, the last first; twice is fine. */
    void close() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }
}
