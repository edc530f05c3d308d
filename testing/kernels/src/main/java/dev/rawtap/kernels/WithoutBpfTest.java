package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Pace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel that bpf(2) was left out of, as a process sees it: every command answers ENOSYS. */
@KernelTest
class WithoutBpfTest {
    static List<List<String>> commands() {
        return List.of(
                List.of("doctor"),
                List.of("run", "--for=1s", CommandLineRun.file("examples/c/task_rename.bpf.o")),
                List.of("-e", "begin { exit(); }"),
                List.of("prog", "list"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isNamed(List<String> words) throws Exception {
        Pace.assumeFast("another process");
        Process process = new ProcessBuilder(Actor.command("without-bpf", words.toArray(String[]::new)))
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(told).isEqualTo(77);
        assertThat(told)
                .contains("ENOSYS", "this kernel has no bpf(2): it was built without CONFIG_BPF_SYSCALL")
                .doesNotContain("\tat ");
    }
}
