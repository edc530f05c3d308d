package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.RawtapException;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Pace;
import dev.rawtap.linux.struct.MapCreateAttribute;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same door as a user without any right, in a process of its own. */
@KernelTest
class UnprivilegedTest {
    @TempDir
    private Path folder;

    @Test
    void refusalsAreAnswersAndChildrenStillStart() throws Exception {
        Pace.assumeFast("another process");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "--no-new-privs",
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        copyOfClassPath(),
                        Nobody.class.getName())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(told).isZero();
        assertThat(told.lines())
                .containsExactly(
                        "capabilities: []",
                        "map: -1",
                        "tracefs not readable: EPERM from its mount",
                        "child: OptionalInt[5]");
    }

    /** Class folders and jars, where another user may read them. */
    private String copyOfClassPath() throws IOException {
        StringBuilder path = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(entry);
            Path to = folder.resolve(Integer.toString(path.length()));
            if (Files.isDirectory(from)) {
                copy(from, to);
            } else {
                Files.copy(from, to);
            }
            path.append(path.isEmpty() ? "" : ":").append(to);
        }
        return path.toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(at)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Prints what the door answers. */
    static final class Nobody {
        public static void main(String[] none) {
            Kernel kernel = new LinuxKernel();
            System.out.println("capabilities: " + new Machine(SystemFiles.HOST).capabilities());
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment create = MapCreateAttribute.allocate(arena);
                MapCreateAttribute.TYPE.set(create, 1);
                MapCreateAttribute.KEY_SIZE.set(create, 4);
                MapCreateAttribute.VALUE_SIZE.set(create, 4);
                MapCreateAttribute.MAX_ENTRIES.set(create, 1);
                System.out.println("map: " + kernel.bpf(BpfCommand.MAP_CREATE, create));
            }
            try (Tracefs tracefs = Tracefs.open(kernel)) {
                System.out.println(tracefs);
            } catch (RawtapException refused) {
                System.out.println(refused.getMessage());
            }
            try (var child = new LinuxHost(kernel).start(List.of("sh", "-c", "exit 5"))) {
                child.release();
                System.out.println("child: " + child.await(Duration.ofSeconds(20)));
            }
        }
    }
}
