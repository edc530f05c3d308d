package dev.rawtap.cli.catalog;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import java.util.List;
import java.util.Optional;

/**
 * Which names are meant: {@code rawtracepoint:sys_*}, {@code rt:kvm:*}, {@code t:sched:*}, {@code s:open*},
 * {@code sched:sched_switch}, {@code *rename*}.
 *
 * @param text as it was written
 * @param kind the kind before the first colon, if that names one; else all are meant
 * @param group glob of the module or category, if there is one
 * @param name glob of the name
 */
public record ProbePattern(String text, Optional<ProbeKind> kind, Optional<String> group, String name) {
    /** Everything. */
    public static final ProbePattern ALL = new ProbePattern("*", Optional.empty(), Optional.empty(), "*");

    /**
     * Reads a pattern.
     *
     * @throws InvalidInputException if a part is empty, there are too many, or the first is no kind
     */
    public static ProbePattern parse(String text) {
        List<String> parts = List.of(text.split(":", -1));
        if (parts.contains("")) {
            throw new InvalidInputException(
                    "'" + text + "' has an empty part",
                    "write KIND:NAME, KIND:GROUP:NAME or NAME, such as 'rt:sched_*'");
        }
        Optional<ProbeKind> kind = parts.size() > 1 ? ProbeKind.of(parts.getFirst()) : Optional.empty();
        // 'sched:sched_switch' is a category and a name, '*:x' any kind; three parts must begin with a kind.
        List<String> rest =
                kind.isPresent() || (parts.size() > 1 && parts.getFirst().equals("*"))
                        ? parts.subList(1, parts.size())
                        : parts;
        if (rest.size() > 2) {
            throw notKind(text, parts.getFirst());
        }
        return new ProbePattern(
                text, kind, rest.size() == 2 ? Optional.of(rest.getFirst()) : Optional.empty(), rest.getLast());
    }

    /** Whether a whole name fits a text with wildcards. */
    public static boolean glob(String pattern, String name) {
        return Glob.matches(pattern, name);
    }

    private static InvalidInputException notKind(String text, String first) {
        List<String> near = NearestNames.of(first, ProbeKind.names(), 1);
        return new InvalidInputException(
                "'%s' in '%s' is no kind".formatted(first, text),
                near.isEmpty() ? "kinds: " + String.join(", ", ProbeKind.names()) : "nearest: " + near.getFirst());
    }

    /** Whether names of this kind may match. */
    public boolean admits(ProbeKind other) {
        return (kind.isEmpty() || kind.get() == other) && !(other == ProbeKind.SYSCALL && group.isPresent());
    }

    /** Whether it names this kind and no other. */
    public boolean asksOnlyFor(ProbeKind other) {
        return kind.isPresent() && kind.get() == other;
    }

    /** Whether it stands for one name. */
    public boolean isOneName() {
        return !Glob.isGlob(name) && !Glob.isGlob(group.orElse(""));
    }

    /** Whether this name is meant. */
    public boolean matches(ProbeName probe) {
        return admits(probe.kind())
                && (group.isEmpty() || Glob.matches(group.get(), probe.group()))
                && Glob.matches(name, probe.name());
    }
}
