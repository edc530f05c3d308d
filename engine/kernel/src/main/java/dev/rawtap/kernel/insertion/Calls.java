package dev.rawtap.kernel.insertion;

/** Numbers of the helpers that inserted code calls ({@code enum bpf_func_id}, include/uapi/linux/bpf.h, 6.18). */
final class Calls {
    static final int MAP_LOOKUP_ELEM = 1;
    static final int MAP_UPDATE_ELEM = 2;
    static final int MAP_DELETE_ELEM = 3;
    static final int GET_CURRENT_PID_TGID = 14;
    static final int PROBE_READ_KERNEL = 113;
    static final int GET_NS_CURRENT_PID_TGID = 120;

    private Calls() {}
}
