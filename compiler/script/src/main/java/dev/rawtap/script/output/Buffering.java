package dev.rawtap.script.output;

/** When output leaves the process: the command line's {@code -B}. */
public enum Buffering {
    /** When the reader of events has caught up ({@link Sink#caughtUp}) or the buffer is full; always whole lines. */
    LINE,
    /** When the buffer is full and at the end. */
    FULL,
    /** At once. */
    NONE
}
