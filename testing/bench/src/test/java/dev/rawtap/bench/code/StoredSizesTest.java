package dev.rawtap.bench.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredSizesTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() {
        var sizes = new StoredSizes("bpftrace v0 on Linux 6.18", Map.of(Reference.PARENT, new CodeSize(1, 2, 3)));
        Path file = folder.resolve(StoredSizes.FILE);
        sizes.write(file);
        assertThat(StoredSizes.read(file)).isEqualTo(sizes);
    }

    @Test
    void writesALineForEachReferenceInTheirOrder() throws Exception {
        Path file = folder.resolve(StoredSizes.FILE);
        var sizes = Map.of(Reference.ID, new CodeSize(4, 5, 6), Reference.COMM, new CodeSize(1, 2, 3));
        new StoredSizes("x", sizes).write(file);
        assertThat(Files.readString(file)).isEqualTo("# x\n1-comm 1 2 3\n2-id 4 5 6\n");
    }
}
