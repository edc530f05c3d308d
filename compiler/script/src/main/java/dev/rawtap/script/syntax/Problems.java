package dev.rawtap.script.syntax;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.base.SourceText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects what is wrong with a text: each problem once, however often a place is looked at, and not without limit. Of
 * problems of syntax at one place the first is the mistake, and others follow from it.
 */
final class Problems {
    /** Text that is not a script at all has a problem everywhere; nobody reads more than this. */
    static final int LIMIT = 100;

    private record Key(int start, String message) {}

    /** From where to where problems follow from one that was told: starts, with inclusive ends. */
    private final TreeMap<Integer, Integer> following = new TreeMap<>();

    private final SourceText source;
    private final List<Diagnostic> found = new ArrayList<>();
    private final Set<Key> known = new HashSet<>();

    Problems(SourceText source) {
        this.source = source;
    }

    List<Diagnostic> found() {
        return found;
    }

    boolean isFull() {
        return found.size() >= LIMIT;
    }

    void syntax(int start, int end, String message, String... hints) {
        syntax(start, end, message, List.of(), hints);
    }

    void syntax(int start, int end, String message, List<Diagnostic.Context> contexts, String... hints) {
        var range = following.floorEntry(start);
        if (range == null || range.getValue() < start) {
            add("syntax", start, end, "syntax: " + message, contexts, hints);
            follow(start, start);
        }
    }

    /** Problems of syntax that begin from one offset to another follow from one that was told. */
    void follow(int from, int to) {
        following.merge(from, to, Math::max);
    }

    void unsupported(int start, int end, String message, String... hints) {
        add("unsupported", start, end, message, List.of(), hints);
    }

    private void add(
            String code, int start, int end, String message, List<Diagnostic.Context> contexts, String... hints) {
        if (!isFull() && known.add(new Key(start, message))) {
            var at = source.span(start, end);
            found.add(new Diagnostic(Severity.ERROR, code, at, message, contexts, List.of(hints)));
        }
    }
}
