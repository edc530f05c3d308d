package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
    private static final Path INSTALLED = Path.of("/usr/src/linux-source-7.2.tar.xz");

    /** Takes about 15 seconds from the package, two from a tree. */
    @Test
    void tablesAreWhatTheGeneratorWrites(@TempDir Path folder) throws IOException, InterruptedException {
        String named = System.getenv("RAWTAP_LINUX_SOURCE");
        Path source = named == null ? INSTALLED : Path.of(named);
        assumeTrue(
                Files.exists(source),
                () -> source + " is absent: apt-get install linux-source-7.2, or set"
                        + " RAWTAP_LINUX_SOURCE to its .deb or to an unpacked tree");
        Path script = Path.of(System.getProperty("rawtap.root")).resolve("formats/syscall/generate");
        Path log = folder.resolve("log");
        int status = new ProcessBuilder("python3", script.toString(), source.toString(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(log)).isZero();
        for (String name : List.of("x86_64.tsv", "i386.tsv", "arm64.tsv", "arm.tsv", "constants.tsv")) {
            assertThat(data(folder.resolve(name)))
                    .as(name)
                    .isEqualTo(data(script.resolveSibling("src/main/resources/dev/rawtap/syscall/" + name)));
        }
    }

    /** Without the header, which says where the sources came from. */
    private static List<String> data(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }
}
