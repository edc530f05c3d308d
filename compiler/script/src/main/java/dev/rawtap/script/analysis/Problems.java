package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.Severity;
import dev.rawtap.base.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The problems of one round, each once: blocks of several attach points are looked at once for each. */
final class Problems {
    /** Problems up to which the nearest names are looked for: nobody reads them all, and a kernel has many names. */
    private static final int HINTED = 100;

    private record Key(Span at, String message) {}

    private final Map<Key, Diagnostic> found = new LinkedHashMap<>();
    private boolean errors;
    private boolean typesOnly;

    /** An error. */
    void error(String code, Span at, String message, String... hints) {
        add(new Diagnostic(Severity.ERROR, code, at, message, List.of(hints)));
    }

    /** An error about a name, with the names that it may have meant. */
    void errorNear(String code, Span at, String message, String wrong, Collection<String> names) {
        List<String> near = found.size() < HINTED ? NearestNames.of(wrong, names, 3) : List.of();
        if (near.isEmpty()) {
            error(code, at, message);
        } else {
            error(code, at, message, "did you mean " + String.join(", ", near) + "?");
        }
    }

    /** A warning. */
    void warning(String code, Span at, String message, String... hints) {
        add(new Diagnostic(Severity.WARNING, code, at, message, List.of(hints)));
    }

    /** A warning that a value is cast, unless nothing is computed here. */
    void warnOfCast(Span at, String message) {
        if (!typesOnly) {
            warning("cast", at, message);
        }
    }

    /** Does something of which only types are wanted. */
    <T> T withoutCasts(Supplier<T> action) {
        boolean before = typesOnly;
        typesOnly = true;
        try {
            return action.get();
        } finally {
            typesOnly = before;
        }
    }

    /** An error that has to do with another place. */
    void errorWith(String code, Span at, String message, Diagnostic.Context... contexts) {
        add(new Diagnostic(Severity.ERROR, code, at, message, List.of(contexts), List.of()));
    }

    /** A warning that has to do with other places. */
    void warningWith(String code, Span at, String message, Diagnostic.Context... contexts) {
        add(new Diagnostic(Severity.WARNING, code, at, message, List.of(contexts), List.of()));
    }

    /** A problem found elsewhere. */
    void add(Diagnostic diagnostic) {
        errors |= diagnostic.severity() == Severity.ERROR;
        found.putIfAbsent(new Key(diagnostic.at(), diagnostic.message()), diagnostic);
    }

    /** Whether there is an error. */
    boolean hasErrors() {
        return errors;
    }

    /** Errors, then warnings. */
    List<Diagnostic> all() {
        var all = new ArrayList<Diagnostic>(found.size());
        for (Severity severity : Severity.values()) {
            found.values().stream()
                    .filter(diagnostic -> diagnostic.severity() == severity)
                    .forEach(all::add);
        }
        return all;
    }
}
