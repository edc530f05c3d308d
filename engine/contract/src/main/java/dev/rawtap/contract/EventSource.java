package dev.rawtap.contract;

import java.util.function.Consumer;

/** What an {@link EventReader} reads. */
public sealed interface EventSource {
    /**
     * A ring buffer or a perf buffer.
     *
     * @param pages of a perf buffer on each CPU, a power of two; 0: as the engine thinks
     */
    record Buffer(BpfMap map, EventHandler handler, int pages) implements EventSource {
        /** One of the engine's size. */
        public Buffer(BpfMap map, EventHandler handler) {
            this(map, handler, 0);
        }
    }

    /**
     * What programs print with {@code bpf_printk} from the opening of the reader on, of every program on the host, as the
     * kernel shows it: {@code comm-123 [001] ...21 1234.567890: bpf_trace_printk: text}.
     */
    record Printed(Consumer<String> handler) implements EventSource {}
}
