package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The four commands on the running kernel, against what is read from it in other ways. */
@KernelTest
class CatalogKernelTest {
    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(KernelEngine.open(), arguments);
    }

    /** Names in the string table of vmlinux BTF, found without reading its structure. */
    @Test
    void listsTheRawTracepointsOfTheKernelsStringTable() throws IOException {
        String strings =
                new String(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")), StandardCharsets.ISO_8859_1);
        Set<String> expected = new TreeSet<>();
        Pattern.compile("\0btf_trace_(\\w+)(?=\0)")
                .matcher(strings)
                .results()
                .forEach(match -> expected.add("rawtracepoint:" + match.group(1)));
        CommandLineRun run = run("list", "rawtracepoint:vmlinux:*");
        assertThat(run.errors()).isEmpty();
        assertThat(run.output().lines().toList()).containsExactlyElementsOf(expected);
    }

    /** Mounted in a name space of its own, by other programs. */
    @Test
    void listsTheTracepointsOfTracefs() throws IOException, InterruptedException {
        Process mount = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount -t tracefs none /sys/kernel/tracing && cat /sys/kernel/tracing/available_events")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Set<String> expected = new TreeSet<>();
        new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> expected.add("tracepoint:" + line));
        assertThat(mount.waitFor()).as("unshare and mount").isZero();
        assertThat(run("list", "tracepoint:*").output().lines().toList()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** include/trace/events/kmem.h; six since 4.x, one more than bpftrace can name. */
    @Test
    void describesTheSixArgumentsOfKmalloc() {
        assertThat(run("describe", "kmalloc").output())
                .containsPattern("0 +call_site +(long unsigned int|unsigned long)")
                .containsPattern("1 +ptr +const void \\*")
                .containsPattern("2 +bytes_req +size_t")
                .containsPattern("3 +bytes_alloc +size_t")
                .containsPattern("4 +gfp_flags +gfp_t")
                .containsPattern("5 +node +int");
    }

    /** The kernel's own table (raw_tp_null_args) lists pi_task of sched_pi_setprio; older kernels have no table. */
    @Test
    void asksTheVerifierWhatMayBeNull() {
        String text = run("describe", "sched_pi_setprio").output();
        assertThat(text).containsPattern("0 +tsk .*no \\(says the verifier\\)");
        assertThat(text).containsPattern("1 +pi_task .*(yes|no) \\(says the verifier\\)");
    }

    @Test
    void asksTheKernelWhichHelpersItAllows() {
        assertThat(run("describe", "-v", "task_rename").output())
                .containsPattern("lets raw_tp call: [1-9][0-9]")
                .containsPattern("lets tp_btf call: [1-9][0-9]")
                .contains(" ringbuf_output")
                .doesNotContain(" skb_store_bytes");
    }

    @Test
    void resolvesRelocationsOfThisKernel() {
        assertThat(run("object", CommandLineRun.file("examples/c/rename_btf.bpf.o"))
                        .output())
                .containsPattern("task_struct.tgid byte offset +4 -> [1-9][0-9]+\n");
    }

    @Test
    void doctorFindsThatTracingWorks() {
        CommandLineRun run = run("doctor");
        assertThat(run.status()).isZero();
        assertThat(run.output()).containsPattern("raw tracepoint +ok +loaded and attached");
    }
}
