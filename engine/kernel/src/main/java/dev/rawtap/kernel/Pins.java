package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What can go wrong with names on a bpf file system. */
final class Pins {
    /** Where bpf file systems are mounted, and where {@code LIBBPF_PIN_BY_NAME} puts maps. */
    static final Path ROOT = Path.of("/sys/fs/bpf");

    private Pins() {}

    /** Throws if {@code result} is an error of {@code doing} at {@code path}. */
    static void check(int result, String doing, Path path) {
        if (result < 0) {
            throw Bpf.failure(result, doing, hint(new Errno(-result), path));
        }
    }

    private static @Nullable String hint(Errno errno, Path path) {
        if (errno.equals(Errno.EEXIST)) {
            return path + " exists already: remove it, or choose another name";
        }
        if (errno.equals(Errno.ENOENT)) {
            return "no such folder or pin; a bpf file system is mounted by: mount -t bpf bpf " + ROOT;
        }
        if (errno.equals(Errno.EINVAL)) {
            return path + " is not on a bpf file system; mount one by: mount -t bpf bpf " + ROOT
                    + " (names there hold no dot)";
        }
        return null;
    }
}
