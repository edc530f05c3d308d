package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.cli.CommandLineRun;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel that was booted with {@code lockdown=confidentiality}: what keeps programs from kernel memory is named. */
@Tag("lockdown")
class LockdownTest {
    @Test
    void doctorSaysSo() {
        CommandLineRun run = CommandLineRun.onKernel(Map.of(), "doctor");
        System.out.println(run);
        assertThat(run.output() + run.errors()).contains("lockdown").contains("confidentiality");
    }

    @Test
    void programsThatReadKernelMemoryAreRefusedInWords() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(), "run", "--for=1s", CommandLineRun.file("examples/c/task_rename.bpf.o"));
        System.out.println(run);
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
        System.out.println(run);
        assertThat(run.status() == 0 || run.errors().contains("lockdown"))
                .as(run.errors())
                .isTrue();
    }
}
