/**
 * Reads what programs output, where it lies: ring buffers, perf buffers and the trace pipe, in one thread, from one epoll.
 *
 * <pre>{@code
 * try (var reader = BufferReader.open(kernel, List.of(new BufferSource.Ring(map, "events", 1 << 20, handler)))) {
 *     while (running) {
 *         reader.poll(Duration.ofMillis(100));
 *     }
 * }
 * }</pre>
 *
 * <pre>
 * BufferReader = epoll + eventfd + Buffer*
 * Buffer       = RingBuffer | PerfBuffer(PerfRing per CPU) | TracePipe
 * BufferSource = Ring | Perf | Printed                       (what a Buffer is opened from)
 * </pre>
 *
 * <p>Invariants. A record is consumed before its handler sees it, and its memory is given back after the handler has
 * returned. Positions are compared by difference, so that they may wrap. The reader sleeps only after it has published
 * its positions, passed a full fence, and found neither a new position nor a finished record behind the busy one it
 * stopped at; without all three, edge-triggered epoll loses wake-ups. Nothing is allocated per record.
 *
 * <p>Not here: what a record means, and which map belongs to whom ({@code dev.rawtap.kernel}).
 */
@NullMarked
package dev.rawtap.kernel.buffer;

import org.jspecify.annotations.NullMarked;
