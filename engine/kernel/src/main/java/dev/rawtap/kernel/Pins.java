package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What can go wrong with names on a bpf file system. */
final class Pins {
    private static final String ROOT = "/sys/fs/bpf";

    private Pins() {}

    /** Throws if {@code result} is an error of {@code doing} at {@code path}. */
    static void check(int result, String doing, Path path) {
        if (result < 0) {
            var errno = new Errno(-result);
            throw new KernelException(doing, errno, hint(errno, path));
        }
    }

    private static @Nullable String hint(Errno errno, Path path) {
        if (errno.equals(Errno.EEXIST)) {
            return path + " exists already: remove it, or choose another name";
        }
        if (errno.equals(Errno.ENOENT)) {
            return "no such folder or pin; a bpf file system is mounted by: mount -t bpf bpf " + ROOT;
        }
        // The kernel says EPERM to any other file system, and to names with a dot, which it keeps for itself.
        if (errno.equals(Errno.EPERM) || errno.equals(Errno.EINVAL)) {
            return "is it on a bpf file system, and without a dot in its name? One is mounted by: mount -t bpf bpf "
                    + ROOT;
        }
        return null;
    }
}
