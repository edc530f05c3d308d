package dev.rawtap.script.analysis;

import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.ProbeKind;
import java.util.Optional;

/**
 * What a body belongs to.
 *
 * @param name the whole name of the attach point, or the function's name
 * @param kind of the probe; none for a function
 * @param root its variables
 * @param result what a function returns
 * @param unknown whether it is that of a probe of no known event, which was told: nothing is said about what it is given
 */
record Body(String name, Optional<ProbeKind> kind, Expansion root, Optional<Slot> result, boolean unknown) {
    /** The body of a probe. */
    static Body of(AttachedProbe probe, Expansion root) {
        return new Body(probe.name(), Optional.of(probe.kind()), root, Optional.empty(), false);
    }

    /** The body of a function. */
    static Body of(FunctionState function) {
        return new Body(
                function.definition().name(), Optional.empty(), function.root(), Optional.of(function.result()), false);
    }

    /** The body of a probe of which nobody knows when it fires. */
    static Body unknown(String name) {
        return new Body(name, Optional.empty(), Expansion.root(), Optional.empty(), true);
    }

    /** The name of the probe's type, as messages use it. */
    String typeName() {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** Whose memory a number means as an address, unless the script says so. */
    Space addressSpace() {
        return kind.filter(ProbeKind::happensInKernel).isPresent() ? Space.KERNEL : Space.EITHER;
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
