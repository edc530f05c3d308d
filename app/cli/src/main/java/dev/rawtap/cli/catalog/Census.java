package dev.rawtap.cli.catalog;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many of what there is, by subsystem, and the sets behind the different numbers of raw and classic tracepoints.
 *
 * @param subsystems counts by subsystem, sorted by name
 * @param shared raw tracepoints with a classic one of the same name
 * @param rawOnly raw tracepoints without
 * @param servedBySyscalls classic tracepoints of the category {@code syscalls}, which raw sys_enter and sys_exit serve
 * @param classicOnly other classic tracepoints without a raw one of the same name
 * @param unattachable functions of the kernel that look like a raw tracepoint's and belong to none
 */
public record Census(
        Map<String, Count> subsystems,
        List<String> shared,
        List<String> rawOnly,
        List<String> servedBySyscalls,
        List<String> classicOnly,
        List<String> unattachable) {
    /** The category that the kernel makes of two raw tracepoints. */
    public static final String SYSCALLS = "syscalls";

    private static final String STUB = "__probestub_";

    /** Raw and classic tracepoints of one subsystem. */
    public record Count(int raw, int classic) {
        private Count plus(Count other) {
            return new Count(raw + other.raw, classic + other.classic);
        }
    }

    /** Copies the lists; the map is kept in its order. */
    public Census {
        shared = List.copyOf(shared);
        rawOnly = List.copyOf(rawOnly);
        servedBySyscalls = List.copyOf(servedBySyscalls);
        classicOnly = List.copyOf(classicOnly);
        unattachable = List.copyOf(unattachable);
    }

    /**
     * Counts what {@code listed} holds; the sets are of everything that the catalog knows.
     *
     * <p>The subsystem of a raw tracepoint is the category of the classic one of the same name, else its module, else what
     * stands before the first {@code _}.
     */
    public static Census of(ProbeCatalog catalog, List<ProbeName> listed) {
        Map<String, String> categories = new HashMap<>();
        for (ProbeName classic : catalog.classic().names()) {
            categories.putIfAbsent(classic.name(), classic.group());
        }
        Map<String, Count> subsystems = new TreeMap<>();
        for (ProbeName probe : listed) {
            switch (probe.kind()) {
                case RAW_TRACEPOINT -> subsystems.merge(subsystem(probe, categories), new Count(1, 0), Count::plus);
                case TRACEPOINT -> subsystems.merge(probe.group(), new Count(0, 1), Count::plus);
                case SYSCALL -> {}
            }
        }
        return withSets(catalog, subsystems, categories.keySet());
    }

    private static String subsystem(ProbeName raw, Map<String, String> categories) {
        String category = categories.get(raw.name());
        if (category != null) {
            return category;
        }
        if (!raw.group().equals(ProbeName.KERNEL)) {
            return raw.group();
        }
        int underscore = raw.name().indexOf('_', 1);
        return underscore < 0 ? raw.name() : raw.name().substring(0, underscore);
    }

    private static Census withSets(ProbeCatalog catalog, Map<String, Count> subsystems, Set<String> classicNames) {
        List<String> shared = new ArrayList<>();
        List<String> rawOnly = new ArrayList<>();
        Set<String> rawNames = new HashSet<>();
        for (ProbeName raw : catalog.rawTracepoints()) {
            rawNames.add(raw.name());
            (classicNames.contains(raw.name()) ? shared : rawOnly).add(raw.name());
        }
        List<String> syscalls = new ArrayList<>();
        List<String> classicOnly = new ArrayList<>();
        for (ProbeName classic : catalog.classic().names()) {
            if (!rawNames.contains(classic.name())) {
                (classic.group().equals(SYSCALLS) ? syscalls : classicOnly).add(classic.name());
            }
        }
        return new Census(subsystems, shared, rawOnly, syscalls, classicOnly, unattachable(catalog, rawNames));
    }

    /** Each tracepoint has such a function since 6.5; so has one whose definition is left out of what programs can use. */
    private static List<String> unattachable(ProbeCatalog catalog, Set<String> rawNames) {
        List<String> unattachable = new ArrayList<>();
        for (Btf btf : catalog.target().btf().stream().toList()) {
            btf.ownIds(BtfKind.FUNCTION).forEach(id -> {
                String function = btf.nameOf(id);
                if (function.startsWith(STUB) && !rawNames.contains(function.substring(STUB.length()))) {
                    unattachable.add(function.substring(STUB.length()));
                }
            });
        }
        unattachable.sort(null);
        return unattachable;
    }
}
