package dev.rawtap.bench.code;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What a process of our own does again and again on one CPU, so that programs run. */
enum Events {
    /** One {@code sys_enter} each. */
    GETPPID,
    /** One {@code task_rename} each. */
    RENAME,
    /** One {@code sys_enter} each, with a path. */
    UNLINKAT,
    /** Half of each: {@code sched_switch} and {@code sched_wakeup}. */
    SWITCH;

    static final int CPU = 1;

    /** Makes that many events; returns when they are made. {@code maker} is the program of {@code c/events.c}. */
    void make(Path maker, long count) {
        try {
            String kind = name().toLowerCase(Locale.ROOT);
            Process process = new ProcessBuilder(maker.toString(), kind, Long.toString(count), Integer.toString(CPU))
                    .inheritIO()
                    .start();
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("%s %s ended with status %d".formatted(maker, kind, status));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("events cannot be made by " + maker, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while events are made", e);
        }
    }
}
