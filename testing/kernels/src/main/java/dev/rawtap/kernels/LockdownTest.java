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
        Facts.add("Locked down", "rawtap doctor", "says lockdown: limited, and which");
    }

    @Test
    void programsThatReadKernelMemoryAreRefusedInWords() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(), "run", "--for=1s", CommandLineRun.file("examples/c/task_rename.bpf.o"));
        assertThat(run.status()).isNotZero();
        assertThat(run.errors()).contains("locked down (confidentiality)", "lockdown=integrity or none");
        Facts.refusal("Locked down", "program that reads kernel memory", run.errors());
    }

    /** Typed arguments are read by loads that the verifier checks, which lockdown leaves alone. */
    @Test
    void scriptsReadTypedArguments() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(),
                "-q",
                "-e",
                "rawtracepoint:task_rename { print(args.task.pid); }",
                "-c",
                "sh -c 'echo -n by-suite > /proc/self/comm'");
        assertThat(run.errors()).isEmpty();
        assertThat(run.output()).containsPattern("(?m)^\\d+$");
        Facts.add("Locked down", "script that reads fields of arguments", "reads them by their types (tp_btf)");
    }

    @Test
    void scriptsThatReadKernelMemoryAreRefusedInWords() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(), "-e", "rawtracepoint:sys_enter { print(kptr(((struct pt_regs *)arg0)->ip)); }");
        assertThat(run.status()).isNotZero();
        assertThat(run.errors()).contains("locked down (confidentiality)");
    }

    /** Its mount, and the end of that, would crash some kernels. */
    @Test
    void tracefsIsRefusedInWords() {
        CommandLineRun run = CommandLineRun.onKernel(Map.of(), "list", "tracepoint:task:*");
        assertThat(run.errors()).contains("tracefs not readable: the kernel is locked down (confidentiality)");
        Facts.add(
                "Locked down",
                "classic tracepoints and bpf_printk",
                "refused: they need tracefs, which nobody may read there");
    }
}
