package dev.rawtap.script.output;

/** What {@code signal_name(number)} is in a script: the signals of x86-64 and arm64 (include/uapi/asm-generic/signal.h). */
public final class SignalText {
    private static final int FIRST_REAL_TIME = 34;
    private static final int LAST = 64;

    /** One line for each number from 1. */
    private static final String[] LINES = """
            Hangup
            Interrupt
            Quit
            Illegal instruction
            Trace/breakpoint trap
            Aborted
            Bus error
            Floating point exception
            Killed
            User defined signal 1
            Segmentation fault
            User defined signal 2
            Broken pipe
            Alarm clock
            Terminated
            Stack fault
            Child exited
            Continued
            Stopped (signal)
            Stopped
            Stopped (tty input)
            Stopped (tty output)
            Urgent I/O condition
            CPU time limit exceeded
            File size limit exceeded
            Virtual timer expired
            Profiling timer expired
            Window changed
            I/O possible
            Power failure
            Bad system call
            """.split("\n", -1);

    private SignalText() {}

    /** What a signal is called. */
    public static String of(long number) {
        if (number < 0 || number > LAST) {
            return "N/A";
        }
        if (number >= FIRST_REAL_TIME) {
            return "Real-time signal " + (number - FIRST_REAL_TIME);
        }
        return number >= 1 && number < LINES.length ? LINES[(int) number - 1] : "Unknown signal " + number;
    }
}
