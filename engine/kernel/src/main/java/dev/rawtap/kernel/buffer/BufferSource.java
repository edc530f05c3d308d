package dev.rawtap.kernel.buffer;

import dev.rawtap.contract.EventHandler;
import dev.rawtap.linux.FileDescriptor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** What to read and who takes it. The descriptor stays its owner's; it must be open while the reader is opened. */
public sealed interface BufferSource {
    /**
     * A ring buffer map.
     *
     * @param bytes its size, a power of two
     */
    record Ring(FileDescriptor map, String name, long bytes, EventHandler handler) implements BufferSource {}

    /**
     * A perf event array map, which gets a buffer for each CPU that is online.
     *
     * @param entries CPUs that the map has room for
     * @param pages of data on each CPU, a power of two; 0 for what every process may have
     * @param lost takes the number of records that found no room, each time the kernel tells of some
     */
    record Perf(FileDescriptor map, String name, int entries, int pages, EventHandler handler, LongConsumer lost)
            implements BufferSource {}

    /**
     * What programs print with {@code bpf_printk}.
     *
     * @param lost takes the number of lines that found no room, each time the kernel tells of some
     */
    record Printed(Consumer<String> handler, LongConsumer lost) implements BufferSource {}
}
