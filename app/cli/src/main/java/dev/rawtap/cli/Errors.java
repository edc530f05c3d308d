package dev.rawtap.cli;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.RawtapException;
import dev.rawtap.base.RejectedException;
import dev.rawtap.base.Severity;
import dev.rawtap.base.Span;
import dev.rawtap.contract.Finding;
import dev.rawtap.contract.ProgramRejectedException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Standard error: what went wrong, why and how to mend it, in the same shape everywhere.
 *
 * <pre>
 * rawtap: program 'bad_deref' is refused: R1 invalid mem access 'scalar'
 *   at bad_deref.bpf.c:21: return *(long *)ctx->args[0];
 *   because: R1 holds a plain number ...
 *   hint: copy what it points to ...
 * </pre>
 */
final class Errors {
    private final PrintStream to;
    private boolean verbose;
    private boolean script;
    private Colours colours = Colours.NONE;

    Errors(PrintStream to) {
        this.to = to;
    }

    /** From now on with the verifier's whole log. */
    void beVerbose() {
        verbose = true;
    }

    /** From now on in the shape that bpftrace gives errors: {@code ERROR: } and {@code HINT: } begin lines. */
    void beScript(Colours colours) {
        script = true;
        this.colours = colours;
    }

    /** How errors are coloured. */
    Colours colours() {
        return colours;
    }

    /** A problem of a script. */
    void diagnostic(Diagnostic diagnostic) {
        text(diagnostic.renderScript(colours.of(diagnostic.severity())));
    }

    /** Something of the command line that is not as it may seem. */
    void warning(String text) {
        diagnostic(new Diagnostic(Severity.WARNING, "command-line", Span.NOWHERE, text, List.of()));
    }

    /** Where all of it goes. */
    PrintStream stream() {
        return to;
    }

    /** Text that is made elsewhere, as it is. */
    void text(String text) {
        to.print(text);
    }

    /** Says something that is no failure. */
    void note(String text) {
        to.println("rawtap: " + text);
    }

    /** Says a failure that a user can read. */
    void failure(RawtapException failure) {
        if (script) {
            to.println(colours.of(Severity.ERROR).apply("ERROR: " + failure.getMessage()));
        } else {
            note(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof ProgramRejectedException rejected
                && !rejected.findings().isEmpty()) {
            // Each finding says its own fix; the hint is there for who has no findings.
            rejected.findings().forEach(this::finding);
        } else {
            failure.hint().ifPresent(this::hint);
        }
        if (failure instanceof RejectedException rejected && !rejected.log().isEmpty()) {
            if (verbose) {
                rejected.log().lines().forEach(line -> to.println("  | " + line));
            } else {
                hint("-v prints the verifier's whole log");
            }
        }
        to.flush();
    }

    /** Says a failure that no user can mend, with what its authors need. */
    void bug(Throwable bug) {
        note("this is a bug in rawtap, please report it with what follows: " + bug);
        bug.printStackTrace(to);
        to.flush();
    }

    private void finding(Finding finding) {
        finding.source()
                .ifPresent(line -> to.println("  at %s:%d: %s"
                        .formatted(line.file(), line.line(), line.text().strip())));
        to.println("  because: " + finding.because());
        hint(finding.fix());
    }

    /** Adds how to mend what was said last. */
    void hint(@Nullable String hint) {
        to.println((script ? "HINT: " : "  hint: ") + hint);
    }
}
