package dev.rawtap.linux;

import dev.rawtap.contract.Host.PidNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The namespace that this process counts processes in. */
public final class ProcessNamespace {
    /** {@code PROC_PID_INIT_INO} (include/linux/proc_ns.h, 6.18): the namespace whose numbers helpers speak of. */
    private static final long INITIAL = 0xEFFFFFFCL;

    private ProcessNamespace() {}

    /** Our namespace; empty for the initial one, whose numbers are the kernel's own. */
    public static Optional<PidNamespace> own() {
        try {
            long inode = number("unix:ino");
            return inode == INITIAL
                    ? Optional.empty()
                    : Optional.of(new PidNamespace(kernelDevice(number("unix:dev")), inode));
        } catch (IOException noNamespaces) {
            return Optional.empty();
        }
    }

    private static long number(String attribute) throws IOException {
        return Files.getAttribute(Path.of("/proc/self/ns/pid"), attribute) instanceof Number number
                ? number.longValue()
                : INITIAL;
    }

    /** From the encoding of stat(2) to {@code dev_t}: major above 20 bits of minor (include/linux/kdev_t.h, 6.18). */
    private static long kernelDevice(long device) {
        long major = (device & 0xfff00) >> 8;
        long minor = (device & 0xff) | ((device >> 12) & 0xfff00);
        return major << 20 | minor;
    }
}
