package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** posix_spawn(3) of the C library, through the shape that system calls use. */
final class Spawn {
    /** More than any C library's file actions (glibc 80 bytes) or attributes (glibc 336, musl 336). */
    private static final int OPAQUE = 1024;

    private static final short SET_SIGNAL_MASK = 8;

    private Spawn() {}

    /** The new process's number, or {@code -errno}. */
    static int start(SpawnRequest request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(OPAQUE, 16);
            call("posix_spawn_file_actions_init", actions.address(), 0, 0);
            // A descriptor onto itself counts too: POSIX has the C library clear close-on-exec in the child then.
            call("posix_spawn_file_actions_adddup2", actions.address(), request.passedFd(), request.targetFd());
            for (int fd : openedByJava()) {
                call("posix_spawn_file_actions_addclose", actions.address(), fd, 0);
            }
            // The JVM blocks SIGQUIT in its threads; the child must not inherit that.
            MemorySegment attributes = arena.allocate(OPAQUE, 16);
            call("posix_spawnattr_init", attributes.address(), 0, 0);
            call(
                    "posix_spawnattr_setsigmask",
                    attributes.address(),
                    arena.allocate(128, 8).address(),
                    0);
            call("posix_spawnattr_setflags", attributes.address(), SET_SIGNAL_MASK, 0);
            try {
                MemorySegment pid = arena.allocate(JAVA_INT);
                int error = Native.call(
                        Native.symbol("posix_spawn"),
                        pid.address(),
                        arena.allocateFrom(request.path()).address(),
                        actions.address(),
                        attributes.address(),
                        strings(arena, request.arguments()).address(),
                        environment());
                return error == 0 ? pid.get(JAVA_INT, 0) : -error;
            } finally {
                call("posix_spawn_file_actions_destroy", actions.address(), 0, 0);
                call("posix_spawnattr_destroy", attributes.address(), 0, 0);
            }
        }
    }

    /** Descriptors of the run time image and the like, which HotSpot opens without close-on-exec. */
    private static List<Integer> openedByJava() {
        Path home = Path.of(System.getProperty("java.home"));
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path fd : all) {
                if (isBelow(home, fd)) {
                    found.add(Integer.parseInt(fd.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException noProcfs) {
            return List.of();
        }
        return found;
    }

    private static boolean isBelow(Path home, Path fd) {
        try {
            return Files.readSymbolicLink(fd).startsWith(home);
        } catch (IOException | InvalidPathException closedSince) {
            return false;
        }
    }

    private static void call(String function, long a, long b, long c) {
        int error = Native.call(Native.symbol(function), a, b, c, 0, 0, 0);
        Kernel.require(-error, function);
    }

    /**
     * This process's environment as C holds it, so that bytes that Java cannot decode pass through. Pointers are longs
     * here: the handles of {@code ValueLayout.ADDRESS} cost 5 ms of start-up.
     */
    @SuppressWarnings("restricted")
    private static long environment() {
        return Native.symbol("environ").reinterpret(Long.BYTES).get(JAVA_LONG, 0);
    }

    private static MemorySegment strings(Arena arena, List<byte[]> strings) {
        MemorySegment array = arena.allocate(JAVA_LONG, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            byte[] bytes = strings.get(i);
            MemorySegment string = arena.allocate(bytes.length + 1L);
            MemorySegment.copy(bytes, 0, string, JAVA_BYTE, 0, bytes.length);
            array.setAtIndex(JAVA_LONG, i, string.address());
        }
        return array;
    }
}
