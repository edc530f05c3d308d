package dev.rawtap.contract;

import java.util.function.Consumer;

/** What an {@link EventReader} reads. */
public sealed interface EventSource {
    /** A ring buffer or a perf buffer. */
    record Buffer(BpfMap map, EventHandler handler) implements EventSource {}

    /**
     * What programs print with {@code bpf_printk} from the opening of the reader on, of every program on the host, as the
     * kernel shows it: {@code comm-123 [001] ...21 1234.567890: bpf_trace_printk: text}.
     */
    record Printed(Consumer<String> handler) implements EventSource {}
}
