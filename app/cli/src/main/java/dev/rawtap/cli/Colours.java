package dev.rawtap.cli;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import java.util.Map;

/** {@code BPFTRACE_COLOR}: whether the first line of what is said about a script is coloured; only if it is {@code always}. */
final class Colours {
    private static final String VARIABLE = "BPFTRACE_COLOR";
    private static final String RED = "\033[31m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";

    private final boolean on;

    /** As the environment wants it; a wrong value is told. */
    Colours(Map<String, String> environment, Errors errors) {
        String wanted = environment.getOrDefault(VARIABLE, "auto");
        on = wanted.equals("always");
        if (!on && !wanted.equals("auto") && !wanted.equals("never")) {
            errors.text(
                    "WARNING: Invalid env value! The valid values of `%s` are [auto|always|never]. The current value is %s!\n"
                            .formatted(VARIABLE, wanted));
        }
    }

    /** A diagnostic as it is printed. */
    String text(Diagnostic diagnostic) {
        String plain = diagnostic.renderScript();
        int end = plain.indexOf('\n');
        return !on || end < 0
                ? plain
                : (diagnostic.severity() == Severity.ERROR ? RED : YELLOW)
                        + plain.substring(0, end)
                        + PLAIN
                        + plain.substring(end);
    }
}
