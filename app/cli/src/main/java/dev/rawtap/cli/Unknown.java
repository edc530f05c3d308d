package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.cli.catalog.ProbeKind;
import dev.rawtap.cli.catalog.ProbePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names that nothing has. */
final class Unknown {
    private Unknown() {}

    /** For a pattern that matches nothing, with what may have been meant. */
    static InvalidInputException probe(ProbePattern pattern, ProbeCatalog catalog) {
        return new InvalidInputException("nothing to trace matches '" + pattern.text() + "'", hint(pattern, catalog));
    }

    private static String hint(ProbePattern pattern, ProbeCatalog catalog) {
        Optional<String> group = pattern.group();
        if (pattern.kind().isEmpty() && group.isPresent() && !hasGroup(group.get(), catalog)) {
            return "'%s' is no kind, module or category; kinds: rawtracepoint (rt), tracepoint (t), syscall (s)"
                    .formatted(group.get());
        }
        List<String> meant = meant(pattern, catalog);
        if (!meant.isEmpty()) {
            return groupless(pattern) + "did you mean " + String.join(" or ", meant);
        }
        List<String> near = catalog.nearest(pattern);
        if (!near.isEmpty()) {
            return "nearest: " + String.join(", ", near);
        }
        String part = pattern.name().replace("*", "");
        return part.isEmpty()
                ? "see everything: rawtap list"
                : "search by a part of the name: rawtap list '*" + part + "*'";
    }

    private static boolean hasGroup(String group, ProbeCatalog catalog) {
        return !catalog.matching(new ProbePattern(group, Optional.empty(), Optional.of(group), "*"))
                .isEmpty();
    }

    private static String groupless(ProbePattern pattern) {
        if (pattern.group().isEmpty() || pattern.kind().isEmpty()) {
            return "";
        }
        return switch (pattern.kind().get()) {
            case RAW_TRACEPOINT -> "raw tracepoints have modules but no categories; ";
            case SYSCALL -> "system calls have no groups; ";
            case TRACEPOINT -> "";
        };
    }

    /** The same words asked in another way, where that matches something. */
    private static List<String> meant(ProbePattern pattern, ProbeCatalog catalog) {
        List<String> meant = new ArrayList<>();
        for (ProbeKind kind : ProbeKind.values()) {
            for (String text : ways(kind, pattern)) {
                if (!catalog.matching(ProbePattern.parse(text)).isEmpty()) {
                    meant.add("'" + text + "'");
                    break;
                }
            }
        }
        return meant;
    }

    private static List<String> ways(ProbeKind kind, ProbePattern pattern) {
        String start = kind.text() + ":";
        String name = pattern.name();
        boolean any = name.replace("*", "").isEmpty();
        List<String> ways = new ArrayList<>();
        pattern.group().ifPresent(group -> {
            if (kind == ProbeKind.TRACEPOINT) {
                ways.add(start + group + ":" + name);
            }
            if (any) {
                ways.add(start + group + "_*");
            }
        });
        if (!any) {
            ways.add(start + name);
        }
        return ways;
    }
}
