package dev.rawtap.script.lower;

import dev.rawtap.base.Span;
import dev.rawtap.ir.Module;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.CompiledMap;
import dev.rawtap.script.program.CompiledProbe;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A script as functions, before passes and instructions.
 *
 * @param module the functions
 * @param attach where each program attaches
 * @param specs the kernel's maps
 * @param probes what each program serves
 * @param maps the script's maps
 * @param actions by number
 * @param toldReads places of reads of which the record tells whether they failed
 */
public record LoweredScript(
        Module module,
        Map<String, AttachPoint> attach,
        List<MapSpec> specs,
        List<CompiledProbe> probes,
        List<CompiledMap> maps,
        List<CompiledAction> actions,
        Set<Span> toldReads) {
    /** Copies the lists. */
    public LoweredScript {
        attach = Map.copyOf(attach);
        specs = List.copyOf(specs);
        probes = List.copyOf(probes);
        maps = List.copyOf(maps);
        actions = List.copyOf(actions);
        toldReads = Set.copyOf(toldReads);
    }
}
