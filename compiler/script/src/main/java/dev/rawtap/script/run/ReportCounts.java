package dev.rawtap.script.run;

import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.object.MapSpec;
import dev.rawtap.script.output.Output;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.program.ScriptAction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What programs reported, of which they send and the run time shows a part: the rest is told at the end. For one thread. */
final class ReportCounts {
    private static final byte[] ONLY = new byte[Integer.BYTES];

    private final CompiledScript script;
    private final Loaded loaded;
    private final long[] told;

    ReportCounts(CompiledScript script, Loaded loaded) {
        this.script = script;
        this.loaded = loaded;
        told = new long[script.actions().size()];
    }

    /** Notes that a report was shown. */
    void tell(CompiledAction action) {
        told[action.number()]++;
    }

    /**
     * The losses with the failed updates that programs report, by map. The ledger counts them, too, but by program alone where the code
     * keeps a map's address in a register from before.
     */
    LossLedger whole(LossLedger losses) {
        Map<String, Long> updates = updates(counts());
        if (updates.isEmpty()) {
            return losses;
        }
        var all = new ArrayList<LossLedger.Loss>();
        losses.losses().stream()
                .filter(loss -> loss.kind() != LossLedger.Kind.MAP_UPDATE)
                .forEach(all::add);
        updates.forEach((map, count) -> {
            if (count > 0) {
                all.add(new LossLedger.Loss(LossLedger.Kind.MAP_UPDATE, map, count));
            }
        });
        return new LossLedger(all);
    }

    /** The same without what was shown already. */
    LossLedger rest(LossLedger whole) {
        Map<String, Long> shown = updates(told);
        var rest = new ArrayList<LossLedger.Loss>();
        for (LossLedger.Loss loss : whole.losses()) {
            boolean update = loss.kind() == LossLedger.Kind.MAP_UPDATE;
            long count = loss.count() - (update ? shown.getOrDefault(loss.place(), 0L) : 0);
            if (count > 0) {
                rest.add(new LossLedger.Loss(loss.kind(), loss.place(), count));
            }
        }
        return new LossLedger(rest);
    }

    /** The maps of which some failed updates were shown. */
    Set<String> shown() {
        var shown = new HashSet<String>();
        updates(told).forEach((map, count) -> {
            if (count > 0) {
                shown.add(map);
            }
        });
        return shown;
    }

    /** Tells what else was reported and not shown. */
    void tellRest(Output output) {
        long[] counts = counts();
        for (CompiledAction action : script.actions()) {
            long rest = counts[action.number()] - told[action.number()];
            if (rest > 0) {
                switch (action.action()) {
                    case ScriptAction.Warning(var message) ->
                        output.notShown(Actions.place(action.at()), message, rest);
                    case ScriptAction.HelperFailed(var helper, var map)
                    when map.isEmpty() -> output.notShown(Actions.place(action.at()), helper + " failed", rest);
                    default -> {}
                }
            }
        }
    }

    /** Failed updates by map. */
    private Map<String, Long> updates(long[] counts) {
        var updates = new LinkedHashMap<String, Long>();
        for (CompiledAction action : script.actions()) {
            if (action.action() instanceof ScriptAction.HelperFailed(var helper, var map) && map.isPresent()) {
                updates.merge(map.get(), counts[action.number()], Long::sum);
            }
        }
        return updates;
    }

    /** How often programs reported each action. */
    private long[] counts() {
        var counts = new long[told.length];
        if (script.object().maps().stream().map(MapSpec::name).anyMatch(CompiledScript.REPORTS::equals)) {
            var bytes = MemorySegment.ofArray(
                    loaded.map(CompiledScript.REPORTS).lookup(ONLY).orElseThrow());
            for (int i = 0; i < counts.length; i++) {
                counts[i] = ValueDecoder.integer(64, false, bytes, (long) Long.BYTES * i);
            }
        }
        return counts;
    }
}
