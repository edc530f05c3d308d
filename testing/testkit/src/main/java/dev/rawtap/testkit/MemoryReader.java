package dev.rawtap.testkit;

import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Gives each record once, in the order of sources, then waits for as long as it is told or until woken. */
final class MemoryReader implements EventReader {
    private final List<EventSource> sources;
    private final Deque<Runnable> pending = new ArrayDeque<>();
    private boolean woken;
    private boolean closed;

    MemoryReader(List<EventSource> sources, Replay replay) {
        this.sources = List.copyOf(sources);
        for (EventSource source : sources) {
            switch (source) {
                case EventSource.Buffer(var map, var _, int _) ->
                    replay.records().getOrDefault(map.name(), List.of()).forEach(record -> arrived(map.name(), record));
                case EventSource.Printed(var handler) ->
                    replay.printed().forEach(line -> pending.add(() -> handler.accept(line)));
            }
        }
    }

    /** Another record of a buffer, which a poll that waits gives to its handler. */
    synchronized void arrived(String buffer, byte[] record) {
        for (EventSource source : sources) {
            if (source instanceof EventSource.Buffer(var map, var handler, int _)
                    && map.name().equals(buffer)) {
                pending.add(() -> handler.event(MemorySegment.ofArray(record), 0, record.length));
            }
        }
        notifyAll();
    }

    @Override
    public synchronized long poll(Duration timeout) {
        if (closed) {
            throw new IllegalStateException("reader is closed");
        }
        if (pending.isEmpty()) {
            rest(timeout);
        }
        long handled = 0;
        while (!pending.isEmpty()) {
            pending.remove().run();
            handled++;
        }
        woken = false;
        return handled;
    }

    private synchronized void rest(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            for (long left = timeout.toNanos();
                    !woken && pending.isEmpty() && left > 0;
                    left = end - System.nanoTime()) {
                wait(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        woken = true;
        notifyAll();
    }
}
