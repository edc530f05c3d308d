package dev.rawtap.object.elf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes of an object are: it is read and relocated, or refused with a reason. Without {@code JAZZER_FUZZ=1} what was found
 * once is tried.
 */
@Timeout(900)
class ElfFuzzTest {
    static Stream<byte[]> objects() {
        return Objects.names().stream().map(name -> {
            try {
                return Files.readAllBytes(Objects.path(name));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    @MethodSource("objects")
    @FuzzTest(maxDuration = "10m")
    void reads(byte[] bytes) {
        BrokenObjectTest.survives(bytes);
    }
}
