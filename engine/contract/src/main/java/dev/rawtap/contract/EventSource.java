package dev.rawtap.contract;

import java.util.function.Consumer;

/** What an {@link EventReader} reads. */
public sealed interface EventSource {
    /** A ring buffer or a perf buffer. */
    record Buffer(BpfMap map, EventHandler handler) implements EventSource {}

    /** The lines that programs print with {@code bpf_printk}, of every program on the host. */
    record Printed(Consumer<String> handler) implements EventSource {}
}
