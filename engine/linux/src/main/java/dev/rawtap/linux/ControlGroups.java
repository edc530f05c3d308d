package dev.rawtap.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Paths of control groups (version 2) by id, which is the number of the folder's inode. The hierarchy is walked when an
 * id is asked for that is not known, at most once a second, because groups come and go. Thread-safe.
 */
final class ControlGroups {
    private static final long REST = 1_000_000_000;

    private final SystemFiles files;
    private final Map<Long, String> paths = new HashMap<>();
    private long walked = System.nanoTime() - REST;

    ControlGroups(SystemFiles files) {
        this.files = files;
    }

    /** The path from the top of the hierarchy on, such as {@code /user.slice}; {@code /} for the top itself. */
    synchronized Optional<String> path(long id) {
        if (!paths.containsKey(id) && System.nanoTime() - walked >= REST) {
            mount().ifPresent(mount -> walk(files.path(mount), files.path(mount)));
            walked = System.nanoTime();
        }
        return Optional.ofNullable(paths.get(id));
    }

    /** The id of the group with this folder; empty if there is none. */
    OptionalLong id(Path folder) {
        try {
            return Files.getAttribute(folder, "unix:ino") instanceof Long inode
                    ? OptionalLong.of(inode)
                    : OptionalLong.empty();
        } catch (IOException none) {
            return OptionalLong.empty();
        }
    }

    /** Where the hierarchy is mounted: the fifth column of a line of mountinfo whose type, after the dash, is cgroup2. */
    private Optional<String> mount() {
        return files.text("/proc/self/mountinfo")
                .flatMap(text -> text.lines()
                        .filter(line -> line.contains(" - cgroup2 "))
                        .map(line -> line.split(" ")[4])
                        .findFirst());
    }

    private void walk(Path top, Path folder) {
        try {
            long id = (long) Files.getAttribute(folder, "unix:ino");
            paths.put(id, "/" + top.relativize(folder));
        } catch (IOException gone) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
            folders.forEach(below -> walk(top, below));
        } catch (IOException | DirectoryIteratorException gone) {
            return;
        }
    }
}
