package dev.rawtap.object;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel counts in software for the perf subsystem ({@code enum perf_sw_ids}, linux/perf_event.h, 6.18), by the
 * names of perf-list(1).
 */
public enum SoftwareEvent implements CountedEvent {
    /** Time on a CPU, idle time included, in nanoseconds. */
    CPU_CLOCK(0, "cpu-clock", "cpu"),
    /** Time of a task on a CPU, in nanoseconds. */
    TASK_CLOCK(1, "task-clock"),
    /** Page faults of both kinds. */
    PAGE_FAULTS(2, "page-faults", "faults"),
    /** Switches from one task to another. */
    CONTEXT_SWITCHES(3, "context-switches", "cs"),
    /** Moves of a task to another CPU. */
    CPU_MIGRATIONS(4, "cpu-migrations"),
    /** Page faults that needed no reading. */
    MINOR_FAULTS(5, "minor-faults"),
    /** Page faults that needed reading. */
    MAJOR_FAULTS(6, "major-faults"),
    /** Unaligned accesses that the kernel carried out. */
    ALIGNMENT_FAULTS(7, "alignment-faults"),
    /** Instructions that the kernel emulated. */
    EMULATION_FAULTS(8, "emulation-faults"),
    /** Nothing. */
    DUMMY(9, "dummy"),
    /** What programs write to perf buffers. */
    BPF_OUTPUT(10, "bpf-output");

    private final int config;
    private final String text;
    private final String shortName;

    SoftwareEvent(int config, String text) {
        this(config, text, text);
    }

    SoftwareEvent(int config, String text, String shortName) {
        this.config = config;
        this.text = text;
        this.shortName = shortName;
    }

    @Override
    public int type() {
        return 1;
    }

    @Override
    public int config() {
        return config;
    }

    @Override
    public String text() {
        return text;
    }

    /** The event of this name or short name ({@code cpu}, {@code faults}, {@code cs}). */
    public static Optional<SoftwareEvent> of(String name) {
        for (SoftwareEvent event : values()) {
            if (event.text.equals(name) || event.shortName.equals(name)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** All names, short ones included, for lists and suggestions. */
    public static List<String> names() {
        var all = new LinkedHashSet<String>();
        for (SoftwareEvent event : values()) {
            all.add(event.text);
            all.add(event.shortName);
        }
        return List.copyOf(all);
    }
}
