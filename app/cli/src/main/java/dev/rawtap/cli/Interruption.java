package dev.rawtap.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: the running command is asked to stop, drains, reports, and its status becomes the process's.
 *
 * <p>The JVM answers the first signal by running this hook; it ends when the hook does. Thread-safe.
 */
final class Interruption {
    /** Longer than any drain should take; then the process ends without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile int status;
    private volatile Runnable wake = () -> {};

    /** Listens for signals from now on. */
    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "interruption"));
    }

    /** Whether the command should come to its end. */
    boolean requested() {
        return asked.getCount() == 0;
    }

    /** Waits until a request comes or the time is up; whether one has come. */
    boolean await(Duration longest) {
        try {
            return asked.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What makes a waiting command look at {@link #requested}; replaces what was set before. */
    void onRequest(Runnable action) {
        wake = action;
        if (requested()) {
            action.run();
        }
    }

    /** Asks the command to stop, as a signal does. */
    void request() {
        asked.countDown();
        wake.run();
    }

    /** Ends the process with {@code code}, whether or not a signal came first. */
    void exit(int code) {
        status = code;
        ended.countDown();
        if (!requested()) {
            System.exit(code);
        }
    }

    private void stop() {
        if (ended.getCount() == 0) {
            return;
        }
        request();
        try {
            boolean _ = ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
