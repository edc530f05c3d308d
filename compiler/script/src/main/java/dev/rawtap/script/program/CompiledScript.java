package dev.rawtap.script.program;

import dev.rawtap.base.Span;
import dev.rawtap.object.ObjectSpec;
import java.util.List;

/**
 * A script ready to run.
 *
 * @param object what an engine loads
 * @param probes its programs, in the order in which probes of the same event fire
 * @param maps the script's maps
 * @param actions by number
 * @param config the settings in force
 * @param failedReads places in the script whose failed reads the program counts, in the order of the counters in {@link #FAILED_READS}
 */
public record CompiledScript(
        ObjectSpec object,
        List<CompiledProbe> probes,
        List<CompiledMap> maps,
        List<CompiledAction> actions,
        ScriptConfig config,
        List<Span> failedReads) {
    /** Ring buffer of what is printed. */
    public static final String EVENTS = "events";

    /** Perf buffer of packets for capture files. */
    public static final String PACKETS = "packets";

    /** Ring buffer of exits and errors. */
    public static final String CONTROL = "control";

    /** Array of one value: 8 bytes for each of {@link #failedReads}. */
    public static final String FAILED_READS = "failed_reads";

    /** The map in which programs count what they report: an array of one value, a u64 for each action. */
    public static final String REPORTS = "reports";

    /** Copies the lists. */
    public CompiledScript {
        probes = List.copyOf(probes);
        maps = List.copyOf(maps);
        actions = List.copyOf(actions);
        failedReads = List.copyOf(failedReads);
    }

    /** The same with other probes: its programs are loaded all the same. */
    public CompiledScript withProbes(List<CompiledProbe> chosen) {
        return new CompiledScript(object, chosen, maps, actions, config, failedReads);
    }
}
