package dev.rawtap.cli;

import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.contract.EventHandler;
import dev.rawtap.object.MapSpec;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives the records of one buffer to the report, decoded; looks a type up only when the length changes. */
final class Decoding implements EventHandler {
    private final MapSpec map;
    private final RecordTypes types;
    private final Report report;
    private final boolean named;
    private final Consumer<String> note;
    private int lastLength = -1;
    private @Nullable ValueDecoder lastType;
    private boolean cutNoted;

    /**
     * Records of {@code map} for {@code report}.
     *
     * @param named whether the map's name is worth showing
     * @param note takes what a user should know once
     */
    Decoding(MapSpec map, RecordTypes types, Report report, boolean named, Consumer<String> note) {
        this.map = map;
        this.types = types;
        this.report = report;
        this.named = named;
        this.note = note;
    }

    /** Up to 7 bytes more are the padding of a perf buffer. */
    private void noteCut(int length) {
        if (lastType != null && length - lastType.size() > 7 && !cutNoted) {
            cutNoted = true;
            note.accept("records of '%s' have %d bytes, %s has %d: the rest is left out"
                    .formatted(map.name(), length, lastType.type(), lastType.size()));
        }
    }

    @Override
    public void event(MemorySegment memory, long offset, int length) {
        if (length != lastLength) {
            lastType = types.of(map, length).orElse(null);
            lastLength = length;
            noteCut(length);
        }
        if (lastType != null) {
            report.event(map.name(), named, lastType, memory, offset, length);
        } else {
            RawRecord record = RawRecord.of(memory, offset, length);
            report.unknown(map.name(), record, types.suggestion(map, record));
        }
    }
}
