package dev.rawtap.base;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A problem of a text as a value: compilers return lists of these instead of throwing.
 *
 * @param severity how much it matters
 * @param code stable name, such as {@code unknown-field}
 * @param at where; may be {@link Span#NOWHERE}
 * @param message what, with the value
 * @param contexts other places that have to do with it, such as the definition that a call does not fit
 * @param hints how to mend it, best first
 */
public record Diagnostic(
        Severity severity, String code, Span at, String message, List<Context> contexts, List<String> hints) {
    /** Another place that has to do with a problem, and what it has to do with it. */
    public record Context(Span at, String message) {}

    /** Copies the lists. */
    public Diagnostic {
        contexts = List.copyOf(contexts);
        hints = List.copyOf(hints);
    }

    /** A problem at one place. */
    public Diagnostic(Severity severity, String code, Span at, String message, List<String> hints) {
        this(severity, code, at, message, List.of(), hints);
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
        String level = severity == Severity.ERROR ? "error" : "warning";
        var out = new StringBuilder(at.isNowhere() ? "" : at + ": ");
        out.append("%s[%s]: %s%n".formatted(level, code, message));
        if (!at.isNowhere()) {
            out.append("  ").append(at.lineText()).append('\n');
            out.append("  ")
                    .append(" ".repeat(at.column() - 1))
                    .append("^".repeat(at.length()))
                    .append('\n');
        }
        hints.forEach(hint -> out.append("  hint: ").append(hint).append('\n'));
        return out.toString();
    }

    /**
     * The text that bpftrace 0.27 shows for the same problem: columns of the stretch with the end exclusive; a stretch of
     * several lines is shown whole and not underlined; tabs as four spaces.
     *
     * <pre>
     * stdin:1:15-22: ERROR: Unknown function: 'nope'
     * begin { "a"; nope(1); }
     *               ~~~~~~~
     * HINT: nearest is 'print'
     * </pre>
     */
    public String renderScript() {
        return renderScript(UnaryOperator.identity());
    }

    /**
     * The same.
     *
     * @param decorate what places with their messages go through, to be coloured
     */
    public String renderScript(UnaryOperator<String> decorate) {
        var out = new StringBuilder();
        append(out, at, message, decorate);
        contexts.forEach(context -> append(out, context.at, context.message, decorate));
        hints.forEach(hint -> out.append("HINT: ").append(hint).append('\n'));
        return out.toString();
    }

    private void append(StringBuilder out, Span place, String text, UnaryOperator<String> decorate) {
        String said = severity + ": " + text;
        out.append(decorate.apply(place.isNowhere() ? said : columns(place) + ": " + said))
                .append('\n');
        if (!place.isNowhere()) {
            show(out, place);
        }
    }

    private static String columns(Span place) {
        int first = place.line();
        return first == place.endLine()
                ? "%s:%d:%d-%d".formatted(place.source().name(), first, place.column(), place.endColumn())
                : "%s:%d-%d".formatted(place.source().name(), first, place.endLine());
    }

    private static void show(StringBuilder out, Span place) {
        int first = place.line();
        int last = place.endLine();
        for (int line = first; line <= last; line++) {
            out.append(place.source().lineText(line).replace("\t", "    ")).append('\n');
        }
        if (first == last) {
            String before = place.source().content().substring(place.source().lineStart(first), place.start());
            int column = before.codePointCount(0, before.length())
                    + 3 * (int) before.chars().filter(c -> c == '\t').count();
            out.append(" ".repeat(column))
                    .append("~".repeat(place.endColumn() - place.column()))
                    .append('\n');
        }
    }
}
