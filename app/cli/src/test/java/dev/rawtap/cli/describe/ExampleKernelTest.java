package dev.rawtap.cli.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every example compiles as printed and is accepted by the kernel. Needs clang and libbpf's headers. */
@KernelTest
class ExampleKernelTest {
    @TempDir
    private Path folder;

    /** Text, many arguments, arguments that may be NULL, booleans, a function pointer, anonymous and incomplete types. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys_enter",
                "task_rename",
                "sched_switch",
                "sched_pi_setprio",
                "kfree_skb",
                "kmalloc",
                "signal_generate",
                "bpf_test_finish",
                "hrtimer_start",
                "cgroup_mkdir",
                "block_rq_complete",
                "workqueue_execute_end",
                "percpu_alloc_percpu",
                "alarmtimer_cancel"
            })
    void tracepointExamplesLoad(String name) throws IOException, InterruptedException {
        try (KernelEngine engine = KernelEngine.open()) {
            RawTracepoint tracepoint = engine.describe(name).orElse(null);
            Assumptions.assumeTrue(tracepoint != null, "this kernel has no " + name);
            load(TracepointExample.of(tracepoint), engine);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlinkat", "openat", "getppid", "select", "mmap", "read"})
    void syscallExamplesLoad(String name) throws IOException, InterruptedException {
        Optional<Syscall> call = SyscallTable.of(Architecture.host()).byName(name);
        Assumptions.assumeTrue(call.isPresent(), Architecture.host() + " has no " + name);
        try (KernelEngine engine = KernelEngine.open()) {
            load(SyscallExample.of(call.orElseThrow()), engine);
        }
    }

    private void load(String source, KernelEngine engine) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("x.bpf.c"), source);
        Assumptions.assumeTrue(
                Files.exists(Path.of("/usr/bin/clang")) && Files.exists(Path.of("/usr/include/bpf/bpf_tracing.h")),
                "clang or libbpf's headers are absent: install clang and libbpf-dev");
        Process clang = new ProcessBuilder(
                        "sh",
                        "-c",
                        ExampleFile.commands("x").lines().findFirst().orElseThrow() + " -Wall -Werror")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String complaints = new String(clang.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(clang.waitFor()).as(complaints + source).isZero();
        try (Loaded loaded =
                engine.load(ElfObject.read(folder.resolve("x.bpf.o")).spec(), LoadOptions.DEFAULT)) {
            assertThat(loaded.programs()).hasSize(1);
        }
    }
}
