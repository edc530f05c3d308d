package dev.rawtap.cli;

import dev.rawtap.base.Severity;
import java.util.Map;
import java.util.function.UnaryOperator;

/** {@code BPFTRACE_COLOR}: whether what is said about a script is coloured; only if it is {@code always}. */
record Colours(boolean on) {
    /** Nothing is coloured. */
    static final Colours NONE = new Colours(false);

    private static final String VARIABLE = "BPFTRACE_COLOR";
    private static final String RED = "\033[31m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";

    /** As the environment wants it. */
    static Colours of(Map<String, String> environment) {
        return new Colours(environment.getOrDefault(VARIABLE, "auto").equals("always"));
    }

    /** Tells a value that means nothing. */
    static void check(Map<String, String> environment, Errors errors) {
        String wanted = environment.getOrDefault(VARIABLE, "auto");
        if (!wanted.equals("always") && !wanted.equals("auto") && !wanted.equals("never")) {
            errors.text(
                    "WARNING: Invalid env value! The valid values of `%s` are [auto|always|never]. The current value is %s!\n"
                            .formatted(VARIABLE, wanted));
        }
    }

    /** What messages go through. */
    UnaryOperator<String> of(Severity severity) {
        String colour = severity == Severity.ERROR ? RED : YELLOW;
        return on ? text -> colour + text + PLAIN : UnaryOperator.identity();
    }
}
