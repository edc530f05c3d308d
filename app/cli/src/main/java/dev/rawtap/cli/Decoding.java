package dev.rawtap.cli;

import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.contract.EventHandler;
import dev.rawtap.object.MapSpec;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives the records of one buffer to the report, decoded; looks a type up only when the length changes. */
final class Decoding implements EventHandler {
    private final MapSpec map;
    private final RecordTypes types;
    private final Report report;
    private final boolean named;
    private int lastLength = -1;
    private @Nullable ValueDecoder lastType;

    Decoding(MapSpec map, RecordTypes types, Report report, boolean named) {
        this.map = map;
        this.types = types;
        this.report = report;
        this.named = named;
    }

    @Override
    public void event(MemorySegment memory, long offset, int length) {
        if (length != lastLength) {
            Optional<ValueDecoder> type = types.of(map, length);
            lastType = type.orElse(null);
            lastLength = length;
        }
        if (lastType != null) {
            report.event(map.name(), named, lastType, memory, offset, length);
        } else {
            RawRecord record = RawRecord.of(memory, offset, length);
            report.unknown(map.name(), record, types.suggestion(map, record));
        }
    }
}
