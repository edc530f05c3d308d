package dev.rawtap.base;

import java.util.List;

/**
 * A problem of a text as a value: compilers return lists of these instead of throwing.
 *
 * @param severity how much it matters
 * @param code stable name, such as {@code unknown-field}; docs/errors.md lists every code
 * @param at where
 * @param message what, with the value; lower case, no period
 * @param hints how to mend it, best first
 */
public record Diagnostic(Severity severity, String code, Span at, String message, List<String> hints) {
    /** Copies the hints. */
    public Diagnostic {
        hints = List.copyOf(hints);
    }

    /**
     * The text to show: place and message, the line with the stretch underlined, the hints.
     *
     * <pre>
     * script:1:35: error[unknown-field]: struct task_struct has no field 'pidd'
     *   on sched_switch { print(args.prev.pidd) }
     *                                     ^^^^
     *   hint: nearest is 'pid'
     * </pre>
     */
    public String render() {
        var out = new StringBuilder("%s:%d:%d: %s[%s]: %s%n"
                .formatted(
                        at.source(),
                        at.line(),
                        at.column(),
                        severity == Severity.ERROR ? "error" : "warning",
                        code,
                        message));
        out.append("  ").append(at.text()).append('\n');
        out.append("  ")
                .append(" ".repeat(at.column() - 1))
                .append("^".repeat(at.length()))
                .append('\n');
        hints.forEach(hint -> out.append("  hint: ").append(hint).append('\n'));
        return out.toString();
    }
}
