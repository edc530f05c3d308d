package dev.rawtap.object;

/**
 * What a kernel may or may not have, and since when mainline has it. An engine probes; the version is for messages and
 * for targets that are not the running kernel. Helpers are no features: {@link Target#has(dev.rawtap.isa.Helper)}.
 */
public enum Feature {
    /** Raw tracepoints. */
    RAW_TRACEPOINT(4, 17, "raw tracepoints"),
    /** Global data sections: array maps whose value is addressed directly, and freezing them. */
    GLOBAL_DATA(5, 2, "global variables"),
    /** Loops whose bound the verifier can prove. */
    BOUNDED_LOOPS(5, 3, "bounded loops"),
    /** {@code probe_read_kernel} and {@code probe_read_user} beside {@code probe_read}. */
    PROBE_READ_KERNEL(5, 5, "probe_read_kernel"),
    /** Raw tracepoints with BTF types. */
    BTF_TRACEPOINT(5, 5, "tp_btf programs"),
    /** Batched map operations. */
    MAP_BATCH(5, 6, "batched map operations"),
    /** The ring buffer. */
    RING_BUFFER(5, 8, "ring buffers"),
    /** Programs that go through the kernel's objects. */
    ITERATOR(5, 8, "iterator programs"),
    /** Links made by BPF_LINK_CREATE for tp_btf programs. */
    TRACING_LINK(5, 19, "links of tp_btf programs"),
    /** Test runs of raw tracepoint programs. */
    RAW_TRACEPOINT_TEST_RUN(5, 10, "test runs of raw tracepoint programs"),
    /** Keys of hashes longer than 512 bytes. */
    LONG_KEYS(5, 11, "keys of more than 512 bytes"),
    /** Atomics that return the old value. */
    ATOMIC_FETCH(5, 12, "atomic instructions that fetch"),
    /** Links on perf events. */
    PERF_EVENT_LINK(5, 15, "perf event links"),
    /** The {@code loop} helper. */
    LOOP_HELPER(5, 17, "bpf_loop"),
    /** The ring buffer from the reader to the kernel. */
    USER_RING_BUFFER(6, 1, "user ring buffers"),
    /** The true size of a verifier log is returned. */
    LOG_TRUE_SIZE(6, 4, "log_true_size"),
    /** Instructions of cpu=v4. */
    INSTRUCTIONS_V4(6, 6, "cpu=v4 instructions"),
    /** The loop counter that the kernel keeps. */
    MAY_GOTO(6, 9, "may_goto"),
    /** Cookies of raw tracepoints. */
    RAW_TRACEPOINT_COOKIE(6, 10, "raw tracepoint cookies"),
    /** Load-acquire and store-release. */
    LOAD_ACQUIRE(6, 15, "load-acquire instructions"),
    /** Tracepoint programs that may sleep, where the tracepoint lets them. */
    SLEEPABLE_TRACEPOINT(7, 2, "sleepable tracepoint programs");

    private final int major;
    private final int minor;
    private final String text;

    Feature(int major, int minor, String text) {
        this.major = major;
        this.minor = minor;
        this.text = text;
    }

    /** The first mainline release that has it. */
    public KernelVersion since() {
        return new KernelVersion(major, minor);
    }

    /** What it is called in messages. */
    public String text() {
        return text;
    }
}
