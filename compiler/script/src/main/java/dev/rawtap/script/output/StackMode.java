package dev.rawtap.script.output;

/** How the frames of a stack are written: the {@code stack_mode} of a script. */
public enum StackMode {
    /** Indented {@code function+offset}. */
    BPFTRACE,
    /** As {@code perf script} writes: tab, address, {@code function+offset}, module of user space. */
    PERF,
    /** Addresses in hexadecimal digits. */
    RAW,
    /** {@code build-id 0xoffset} of the file that is mapped there. */
    BUILD_ID
}
