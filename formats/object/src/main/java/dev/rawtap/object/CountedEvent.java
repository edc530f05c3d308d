package dev.rawtap.object;

/** What the perf subsystem counts: in the kernel or in the processor. */
public sealed interface CountedEvent permits SoftwareEvent, HardwareEvent {
    /** {@code enum perf_type_id}: 0 for the processor's, 1 for the kernel's. */
    int type();

    /** The kernel's number of it among its type. */
    int config();

    /** Its name, such as {@code page-faults}. */
    String text();
}
