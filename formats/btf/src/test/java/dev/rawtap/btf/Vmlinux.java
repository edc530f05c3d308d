package dev.rawtap.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** The running kernel's BTF, for tests tagged {@code kernel}. */
public final class Vmlinux {
    private static final Path FILE = Path.of("/sys/kernel/btf/vmlinux");

    private Vmlinux() {}

    public static byte[] bytes() {
        if ("1".equals(System.getenv("RAWTAP_REQUIRE_KERNEL"))) {
            assertThat(FILE).as("BTF of the running kernel").isReadable();
        }
        assumeTrue(Files.isReadable(FILE), "this kernel has no BTF");
        try {
            return Files.readAllBytes(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Btf btf() {
        return Btf.read("vmlinux", MemorySegment.ofArray(bytes()));
    }
}
