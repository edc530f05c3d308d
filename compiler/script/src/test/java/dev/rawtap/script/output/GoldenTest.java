package dev.rawtap.script.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GoldenTest {
    @Test
    void everyCaseThatBpftraceRanIsExpectedSomewhere() throws IOException {
        Path root = Path.of(System.getProperty("rawtap.root"));
        Path tests = root.resolve("compiler/script/src/test/java/dev/rawtap/script/output");
        String sources;
        try (Stream<Path> files = Files.list(tests)) {
            sources = String.join("", files.map(GoldenTest::read).toList());
        }
        for (String file : List.of(
                "values.data", "maps.data", "hist.data", "printf.data", "events.data", "stacks.data", "series.data")) {
            assertThat(new Golden(file).names())
                    .as(file)
                    .isNotEmpty()
                    .allMatch(name -> sources.contains("\"" + name + "\""));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
