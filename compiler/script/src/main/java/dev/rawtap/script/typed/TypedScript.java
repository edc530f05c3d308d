package dev.rawtap.script.typed;

import dev.rawtap.script.program.ScriptConfig;
import java.util.List;

/**
 * A whole script.
 *
 * @param probes in the order of the source, wildcards expanded in place
 * @param functions subprograms that probes call
 * @param maps every map, by order of first appearance
 * @param config the settings in force
 */
public record TypedScript(
        List<TypedProbe> probes, List<TypedFunction> functions, List<ScriptMap> maps, ScriptConfig config) {
    /** Copies the lists. */
    public TypedScript {
        probes = List.copyOf(probes);
        functions = List.copyOf(functions);
        maps = List.copyOf(maps);
    }
}
