package dev.rawtap.script.analysis;

import dev.rawtap.object.CountedEvent;
import dev.rawtap.object.HardwareEvent;
import dev.rawtap.object.SoftwareEvent;
import dev.rawtap.script.typed.ProbeKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Events of perf by the names that the language has for them, and after how many they fire when the script does not say. */
public final class PerfEvents {
    /**
     * An event.
     *
     * @param event what is counted
     * @param count after how many it fires
     */
    record Event(CountedEvent event, long count) {
        /** The probe that fires after {@code count}, 0 for as many as are usual. */
        ProbeKind probe(long given) {
            long often = given == 0 ? count : given;
            return switch (event) {
                case SoftwareEvent software -> new ProbeKind.Software(software, often);
                case HardwareEvent hardware -> new ProbeKind.Hardware(hardware, often);
            };
        }
    }

    private static final long MILLION = 1_000_000;

    private static final Map<String, Event> SOFTWARE = software();

    private static final Map<String, Event> HARDWARE = hardware();

    private PerfEvents() {}

    private static Map<String, Event> software() {
        var table = new TreeMap<String, Event>();
        for (SoftwareEvent event : SoftwareEvent.values()) {
            table.put(
                    event.text(),
                    new Event(
                            event,
                            switch (event) {
                                case CPU_CLOCK, TASK_CLOCK -> MILLION;
                                case CONTEXT_SWITCHES -> 1000;
                                case PAGE_FAULTS, MINOR_FAULTS -> 100;
                                case ALIGNMENT_FAULTS,
                                        BPF_OUTPUT,
                                        CPU_MIGRATIONS,
                                        DUMMY,
                                        EMULATION_FAULTS,
                                        MAJOR_FAULTS -> 1;
                            }));
        }
        return aliased(table, Map.of("cs", "context-switches", "cpu", "cpu-clock", "faults", "page-faults"));
    }

    private static Map<String, Event> hardware() {
        var table = new TreeMap<String, Event>();
        for (HardwareEvent event : HardwareEvent.values()) {
            String name = switch (event) {
                case STALLED_CYCLES_FRONTEND -> "frontend-stalls";
                case STALLED_CYCLES_BACKEND -> "backend-stalls";
                case BRANCH_INSTRUCTIONS,
                        BRANCH_MISSES,
                        BUS_CYCLES,
                        CACHE_MISSES,
                        CACHE_REFERENCES,
                        CPU_CYCLES,
                        INSTRUCTIONS,
                        REF_CYCLES -> event.text();
            };
            long count = switch (event) {
                case BRANCH_INSTRUCTIONS, BRANCH_MISSES, BUS_CYCLES -> MILLION / 10;
                case CACHE_MISSES,
                        CACHE_REFERENCES,
                        CPU_CYCLES,
                        INSTRUCTIONS,
                        REF_CYCLES,
                        STALLED_CYCLES_BACKEND,
                        STALLED_CYCLES_FRONTEND -> MILLION;
            };
            table.put(name, new Event(event, count));
        }
        return aliased(table, Map.of("cycles", "cpu-cycles", "branches", "branch-instructions"));
    }

    private static Map<String, Event> aliased(Map<String, Event> table, Map<String, String> aliases) {
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
