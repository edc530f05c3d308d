package dev.rawtap.script;

import dev.rawtap.base.Span;
import dev.rawtap.ir.pass.Passes;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.script.program.CompiledScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a script's programs count reads that fail: 8 bytes for each place in the script that reads. */
final class ReadCounters implements Passes.FailedReads {
    private final Set<Span> told;
    private final Map<Span, Passes.Counter> counters = new LinkedHashMap<>();

    /** {@code told} are places whose records say whether the read failed. */
    ReadCounters(Set<Span> told) {
        this.told = told;
    }

    @Override
    public Optional<Passes.Counter> at(@Nullable Span source) {
        if (source == null || told.contains(source)) {
            return Optional.empty();
        }
        int next = counters.size() * Long.BYTES;
        return Optional.of(
                counters.computeIfAbsent(source, ignored -> new Passes.Counter(CompiledScript.FAILED_READS, next)));
    }

    /** The places, in the order of their counters. */
    List<Span> places() {
        return List.copyOf(counters.keySet());
    }

    /** The counters' map, if there is one. */
    Optional<MapSpec> map() {
        return counters.isEmpty()
                ? Optional.empty()
                : Optional.of(MapSpec.of(
                        CompiledScript.FAILED_READS, MapType.ARRAY, Integer.BYTES, counters.size() * Long.BYTES, 1));
    }
}
