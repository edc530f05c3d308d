package dev.rawtap.script.program;

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
 */
public record CompiledScript(
        ObjectSpec object,
        List<CompiledProbe> probes,
        List<CompiledMap> maps,
        List<CompiledAction> actions,
        ScriptConfig config) {
    /** Ring buffer of what is printed. */
    public static final String EVENTS = "events";

    /** Ring buffer of exits and errors. */
    public static final String CONTROL = "control";

    /** Copies the lists. */
    public CompiledScript {
        probes = List.copyOf(probes);
        maps = List.copyOf(maps);
        actions = List.copyOf(actions);
    }
}
