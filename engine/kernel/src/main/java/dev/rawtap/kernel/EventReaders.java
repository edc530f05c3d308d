package dev.rawtap.kernel;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import java.util.List;

/** Opens readers over buffers. */
final class EventReaders {
    private EventReaders() {}

    /** A reader over {@code sources}, whose maps are {@link KernelMap}s of one object. The caller owns it. */
    @SuppressWarnings("DoNotCallSuggester")
    static EventReader open(Bpf bpf, int possibleCpus, List<EventSource> sources) {
        throw new UnsupportedException("reading of " + sources.size() + " buffers", null);
    }
}
