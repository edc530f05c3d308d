package dev.rawtap.script.program;

import dev.rawtap.script.typed.ProbeKind;
import java.util.List;

/**
 * A program of the object and the probes that it serves.
 *
 * @param program name in the object
 * @param kind how it is made to fire; for programs that serve several system calls that of one of them
 * @param names the probes' whole names, in order
 */
public record CompiledProbe(String program, ProbeKind kind, List<String> names) {
    /** Copies the names. */
    public CompiledProbe {
        names = List.copyOf(names);
    }
}
