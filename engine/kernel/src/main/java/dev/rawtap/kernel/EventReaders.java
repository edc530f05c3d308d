package dev.rawtap.kernel;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.kernel.buffer.BufferReader;
import dev.rawtap.kernel.buffer.BufferSource;
import dev.rawtap.object.MapType;
import java.util.List;

/** Opens readers over buffers. */
final class EventReaders {
    private EventReaders() {}

    /**
     * A reader over {@code sources}, whose maps are {@link KernelMap}s of one object. The caller owns it.
     *
     * @param losses takes what the reader hears of
     */
    static EventReader open(Bpf bpf, List<EventSource> sources, ReportedLosses losses) {
        return BufferReader.open(
                bpf.kernel(),
                sources.stream().map(source -> buffer(source, losses)).toList());
    }

    private static BufferSource buffer(EventSource source, ReportedLosses losses) {
        return switch (source) {
            case EventSource.Printed(var handler) -> new BufferSource.Printed(handler, losses::printed);
            case EventSource.Buffer(var map, var handler, int pages) -> {
                if (!(map instanceof KernelMap kernelMap)) {
                    throw new InvalidInputException("map '" + map.name() + "' is not in the kernel", null);
                }
                String name = map.name();
                int entries = map.spec().maxEntries();
                MapType type = map.spec().type();
                if (type == MapType.RINGBUF) {
                    yield new BufferSource.Ring(kernelMap.descriptor(), name, Integer.toUnsignedLong(entries), handler);
                }
                if (type == MapType.PERF_EVENT_ARRAY) {
                    yield new BufferSource.Perf(
                            kernelMap.descriptor(), name, entries, pages, handler, count -> losses.perf(name, count));
                }
                throw new InvalidInputException(
                        "map '%s' is no buffer but %s".formatted(name, type),
                        "buffers are RINGBUF and PERF_EVENT_ARRAY; look entries of others up");
            }
        };
    }
}
