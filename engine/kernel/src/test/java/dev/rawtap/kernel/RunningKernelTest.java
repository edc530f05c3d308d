package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.linux.SystemFiles;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@KernelTest
class RunningKernelTest {
    /** As one module of a distribution's kernel once had none, which kept other loaders from loading anything. */
    @Test
    void modulesWithoutSoundTypesAreLeftOut(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("sys/kernel/btf"));
        Files.createSymbolicLink(folder.resolve("vmlinux"), Path.of("/sys/kernel/btf/vmlinux"));
        Files.createFile(folder.resolve("empty"));
        Files.writeString(folder.resolve("text"), "no types at all, but more than a header's bytes of it");
        var types = new BtfBuilder(ByteOrder.nativeOrder());
        types.add(new BtfType.Typedef("alone", 0));
        byte[] sound = types.build("sound").bytes();
        Files.write(folder.resolve("cut"), Arrays.copyOf(sound, sound.length - 3));
        Files.write(folder.resolve("sound"), sound);

        var running = new RunningKernel(new Bpf(new LinuxKernel()), new SystemFiles(root));

        assertThat(running.target().modules()).extracting(Btf::name).containsExactly("sound");
        assertThat(running.tracepoints().describe("task_rename")).isPresent();
        assertThat(running.tracepoints().describe("task_renam")).isEmpty();
    }
}
