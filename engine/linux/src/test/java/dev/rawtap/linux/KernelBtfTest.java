package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.base.UnsupportedException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelBtfTest {
    private final Kernel kernel = new LinuxKernel();

    @Test
    void givesTheBytesOfTheFile() throws Exception {
        Path file = Path.of("/sys/kernel/btf/vmlinux");
        assumeThat(file).isReadable();
        Map<Integer, String> before = OpenDescriptors.now();
        try (Arena arena = Arena.ofConfined()) {
            assertThat(new KernelBtf(kernel, SystemFiles.HOST).vmlinux(arena).toArray(JAVA_BYTE))
                    .isEqualTo(Files.readAllBytes(file));
        }
        assertThat(OpenDescriptors.now()).isEqualTo(before);
    }

    @Test
    void listsModules(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("sys/kernel/btf"));
        for (String name : new String[] {"vmlinux", "nfs", "ext4"}) {
            Files.writeString(folder.resolve(name), "btf of " + name);
        }
        KernelBtf btf = new KernelBtf(kernel, new SystemFiles(root));
        assertThat(btf.modules()).containsExactly("ext4", "nfs");
        try (Arena arena = Arena.ofConfined()) {
            assertThat(btf.module("nfs", arena).toArray(JAVA_BYTE)).asString().isEqualTo("btf of nfs");
        }
    }

    @Test
    void kernelWithoutBtfIsNamed(@TempDir Path root) {
        KernelBtf btf = new KernelBtf(kernel, new SystemFiles(root));
        assertThat(btf.modules()).isEmpty();
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> btf.vmlinux(arena))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessage("no BTF at '" + root + "/sys/kernel/btf/vmlinux'");
        }
    }
}
