package dev.rawtap.bench.code;

import java.util.Arrays;
import java.util.List;

/** The reference programs. The empty program is measured with each, on the same tracepoints. */
public enum Reference {
    /** {@code @[comm] = count()} on every system call. */
    COMM("1-comm", Events.GETPPID),
    /** {@code @[args.id] = count()} on every system call: a table for the numbers there are, a hash for others. */
    ID("2-id", Events.GETPPID),
    /** The same with a hash that the script asks for. */
    ID_HASH("2-id-hash", Events.GETPPID),
    /** One system call is counted, the others are left alone. */
    FILTER("3-filter", Events.GETPPID),
    /** A key behind two pointers. */
    PARENT("4-parent", Events.RENAME),
    /** A path of the process goes to the ring buffer. */
    UNLINKAT("5-unlinkat", Events.UNLINKAT),
    /** Time between wake-up and run, as a histogram. */
    LATENCY("6-latency", Events.SWITCH);

    /** The C object whose programs do nothing. */
    static final String EMPTY = "0-empty";

    private final String file;
    private final Events events;

    Reference(String file, Events events) {
        this.file = file;
        this.events = events;
    }

    /** Whether it does something for the events that are made alone, and nothing for other system calls. */
    boolean filters() {
        return this == FILTER || this == UNLINKAT;
    }

    /** Its name, which its files begin with. */
    public String file() {
        return file;
    }

    /** The one of this name. */
    static Reference ofFile(String file) {
        return Arrays.stream(values())
                .filter(reference -> reference.file.equals(file))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reference program '" + file + "'"));
    }

    /** The events that it is measured with. */
    Events events() {
        return events;
    }

    /** Those programs of {@link #EMPTY} that are attached where this one is. */
    List<String> emptyPrograms() {
        return switch (events) {
            case GETPPID, UNLINKAT -> List.of("empty_sys_enter");
            case RENAME -> List.of("empty_rename");
            case SWITCH -> List.of("empty_wakeup", "empty_switch");
        };
    }
}
