package dev.rawtap.script.analysis;

import dev.rawtap.script.typed.ProbeKind;
import java.util.Optional;

/**
 * What a body belongs to.
 *
 * @param name the whole name of the attach point, or the function's name
 * @param kind of the probe; none for a function
 * @param root its variables
 */
record Body(String name, Optional<ProbeKind> kind, Expansion root, Optional<Slot> result) {
    /** The name of the probe's type, as messages use it. */
    String typeName() {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** What {@code probetype} gives. */
    String groupName() {
        return switch (kind.orElse(null)) {
            case null -> "function";
            case ProbeKind.Begin _, ProbeKind.End _, ProbeKind.SelfSignal _ -> "special";
            case ProbeKind.Test _ -> "test";
            case ProbeKind.Bench _ -> "bench";
            case ProbeKind.Interval _ -> "interval";
            case ProbeKind.Profile _ -> "profile";
            case ProbeKind.Software _ -> "software";
            case ProbeKind.Hardware _ -> "hardware";
            case ProbeKind.RawTracepointEvent _ -> "rawtracepoint";
            case ProbeKind.SyscallEnter _, ProbeKind.SyscallExit _, ProbeKind.Tracepoint _ -> "tracepoint";
            case ProbeKind.SyscallCall _ -> "syscall";
            case ProbeKind.Iterator _ -> "iter";
        };
    }
}
