package dev.rawtap.cli.describe;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Raw tracepoints whose first argument points to memory that programs may change, and how many bytes of it. The kernel's
 * table of them (struct bpf_raw_event_map, writable_size) is not in BTF: these are the uses of DEFINE_EVENT_WRITABLE in
 * Linux 6.18 (include/trace/events/bpf_test_run.h, include/trace/events/nbd.h) outside of test modules.
 */
final class WritableTracepoints {
    private static final Map<String, Integer> BYTES = Map.of("bpf_test_finish", 4, "nbd_send_request", 28);

    private WritableTracepoints() {}

    /** Bytes that a program may change; empty if it may change nothing, as far as is known. */
    static OptionalInt bytes(String tracepoint) {
        Integer bytes = BYTES.get(tracepoint);
        return bytes == null ? OptionalInt.empty() : OptionalInt.of(bytes);
    }
}
