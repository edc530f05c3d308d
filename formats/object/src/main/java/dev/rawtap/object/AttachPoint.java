package dev.rawtap.object;

import java.util.Optional;

/**
 * What a program is and where it goes, as its section name says. An absent name means that the caller names it at
 * attach time.
 *
 * <pre>
 * raw_tp/NAME  raw_tracepoint/NAME      RawTracepoint(NAME, writable = false)
 * raw_tp.w/NAME raw_tracepoint.w/NAME   RawTracepoint(NAME, writable = true)
 * tp_btf/NAME  tp_btf/MODULE:NAME       BtfTracepoint
 * tp/CATEGORY/NAME tracepoint/...       Tracepoint
 * socket                                SocketFilter: loaded and test-run, never attached here
 * anything else                         Unknown: kept, refused only when it is loaded
 * </pre>
 *
 * {@code .s} before the slash (sleepable, kernel 7.x) is kept as a flag.
 */
public sealed interface AttachPoint {
    /** A raw tracepoint: arguments are an array of 64-bit scalars. */
    record RawTracepoint(Optional<String> name, boolean writable, boolean sleepable) implements AttachPoint {}

    /** A raw tracepoint whose arguments have the types of the kernel's BTF. */
    record BtfTracepoint(Optional<String> module, Optional<String> name, boolean sleepable) implements AttachPoint {}

    /** A classic tracepoint, attached through perf_event_open(2). */
    record Tracepoint(Optional<String> category, Optional<String> name, boolean sleepable) implements AttachPoint {}

    /** A socket filter; it serves test runs. */
    record SocketFilter() implements AttachPoint {}

    /** A section that this project does not attach. */
    record Unknown(String section) implements AttachPoint {}
}
