package dev.rawtap.linux;

import dev.rawtap.base.KernelException;
import java.util.Locale;

/** How far the kernel is locked down against root (security/lockdown/lockdown.c, 5.4). */
public enum Lockdown {
    /** Not at all, or this process may not know. */
    NONE,
    /** Programs may not change the kernel. */
    INTEGRITY,
    /** Programs may not read the kernel either: {@code bpf_probe_read_kernel} and tracefs are refused. */
    CONFIDENTIALITY;

    private static final String FILE_SYSTEM = "securityfs";
    private static final String MOUNT = "/sys/kernel/security";
    private static final String FILE = "lockdown";

    /**
     * Asks the kernel: its file {@code lockdown} of securityfs, where that is mounted, as a container seldom has it, or
     * of a mount of our own (CAP_SYS_ADMIN).
     */
    public static Lockdown of(Kernel kernel) {
        int visible = kernel.openat(Kernel.WORKING_DIRECTORY, MOUNT, Kernel.OPEN_READ);
        if (visible >= 0) {
            try (MountedFiles files = new MountedFiles(kernel, FILE_SYSTEM, visible)) {
                if (files.exists(FILE)) {
                    return read(files);
                }
            }
        }
        int detached = MountedFiles.mountDetached(kernel, FILE_SYSTEM);
        if (detached < 0) {
            return NONE;
        }
        try (MountedFiles files = new MountedFiles(kernel, FILE_SYSTEM, detached)) {
            return files.exists(FILE) ? read(files) : NONE;
        }
    }

    private static Lockdown read(MountedFiles files) {
        try {
            return inBrackets(files.read(FILE));
        } catch (KernelException unreadable) {
            return NONE;
        }
    }

    /** The file has all levels, and brackets around the one that holds: {@code none integrity [confidentiality]}. */
    static Lockdown inBrackets(String text) {
        for (Lockdown level : values()) {
            if (text.contains("[" + level.name().toLowerCase(Locale.ROOT) + "]")) {
                return level;
            }
        }
        return NONE;
    }
}
