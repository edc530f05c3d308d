package dev.rawtap.linux;

/** How far the kernel is locked down against root ({@code /sys/kernel/security/lockdown}, 5.4). */
public enum Lockdown {
    /** Not at all, or the file cannot be seen. */
    NONE,
    /** Programs may not change the kernel. */
    INTEGRITY,
    /** Programs may not read the kernel either: {@code bpf_probe_read_kernel} is refused. */
    CONFIDENTIALITY
}
