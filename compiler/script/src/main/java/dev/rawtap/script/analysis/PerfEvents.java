package dev.rawtap.script.analysis;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Events of perf by the names that the language has for them, and after how many they fire when the script does not say. */
public final class PerfEvents {
    /**
     * An event.
     *
     * @param name its whole name
     * @param count after how many it fires
     */
    record Event(String name, long count) {}

    private static final long MILLION = 1_000_000;

    private static final Map<String, Event> SOFTWARE = table(
            List.of(
                    new Event("alignment-faults", 1),
                    new Event("bpf-output", 1),
                    new Event("context-switches", 1000),
                    new Event("cpu-clock", MILLION),
                    new Event("cpu-migrations", 1),
                    new Event("dummy", 1),
                    new Event("emulation-faults", 1),
                    new Event("major-faults", 1),
                    new Event("minor-faults", 100),
                    new Event("page-faults", 100),
                    new Event("task-clock", MILLION)),
            Map.of("cs", "context-switches", "cpu", "cpu-clock", "faults", "page-faults"));

    private static final Map<String, Event> HARDWARE = table(
            List.of(
                    new Event("backend-stalls", MILLION),
                    new Event("branch-instructions", 100_000),
                    new Event("branch-misses", 100_000),
                    new Event("bus-cycles", 100_000),
                    new Event("cache-misses", MILLION),
                    new Event("cache-references", MILLION),
                    new Event("cpu-cycles", MILLION),
                    new Event("frontend-stalls", MILLION),
                    new Event("instructions", MILLION),
                    new Event("ref-cycles", MILLION)),
            Map.of("cycles", "cpu-cycles", "branches", "branch-instructions"));

    private PerfEvents() {}

    private static Map<String, Event> table(List<Event> events, Map<String, String> aliases) {
        var table = new TreeMap<String, Event>();
        events.forEach(event -> table.put(event.name(), event));
        aliases.forEach((alias, name) -> table.put(alias, table.get(name)));
        return table;
    }

    /** The event of a name or alias, of the kernel's or the processor's. */
    static Optional<Event> find(boolean software, String name) {
        return Optional.ofNullable((software ? SOFTWARE : HARDWARE).get(name));
    }

    /** All names and aliases, sorted. */
    public static List<String> names(boolean software) {
        return List.copyOf((software ? SOFTWARE : HARDWARE).keySet());
    }
}
