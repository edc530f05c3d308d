package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel that was booted with {@code lockdown=confidentiality}: what keeps programs from kernel memory is named. */
@Tag("lockdown")
class LockdownTest {
    @BeforeEach
    void lockedDown() throws IOException {
        assumeTrue(
                Files.readString(Path.of("/proc/cmdline")).contains("lockdown=confidentiality"),
                "this kernel is not locked down");
    }

    @Test
    void doctorSaysSo() {
        CommandLineRun run = CommandLineRun.onKernel(Map.of(), "doctor");
        assertThat(run.output() + run.errors()).contains("lockdown").contains("confidentiality");
    }

    @Test
    void programsThatReadKernelMemoryAreRefusedInWords() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(), "run", "--for=1s", CommandLineRun.file("examples/c/task_rename.bpf.o"));
        assertThat(run.status()).isNotZero();
        assertThat(run.errors()).contains("lockdown");
        Facts.add(
                "Refusals",
                "kernel memory, locked down (confidentiality)",
                run.errors().lines().findFirst().orElseThrow());
    }

    @Test
    void scriptsAreRefusedInWords() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(), "-q", "-e", "rawtracepoint:task_rename { print(args.task.pid); } interval:s:1 { exit(); }");
        assertThat(run.status() == 0 || run.errors().contains("lockdown"))
                .as(run.errors())
                .isTrue();
    }
}
