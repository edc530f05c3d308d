package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every example, run through the command line on an event that is caused for it. */
@KernelTest
class ExamplesTest {
    private static final Pattern ATTACHED = Pattern.compile("(?m)^rawtap: (attached .*)$");

    /** Renames a task: through procfs, as busybox has no command for prctl. */
    private static final List<String> RENAME = List.of("/bin/sh", "-c", "echo -n by-suite > /proc/self/comm");

    @TempDir
    Path folder;

    private static CommandLineRun run(List<String> options, String file, List<String> command) {
        List<String> words = new ArrayList<>(List.of("run", CommandLineRun.file("examples/" + file)));
        words.addAll(options);
        if (!command.isEmpty()) {
            words.add("--");
            words.addAll(command);
        }
        return CommandLineRun.onKernel(Map.of(), words.toArray(String[]::new));
    }

    private static CommandLineRun object(String name, List<String> command, String... options) {
        CommandLineRun run = run(List.of(options), "c/" + Samples.exampleFile(name) + ".bpf.o", command);
        Matcher attached = ATTACHED.matcher(run.errors());
        assertThat(attached.find()).as(run.errors()).isTrue();
        Facts.add("Examples", "c/" + name + ".bpf.c", attached.group(1));
        return run;
    }

    private static CommandLineRun script(String name, List<String> command) {
        CommandLineRun run = run(List.of(), "script/" + name + ".bt", command);
        assertThat(run.errors()).contains("Attached ").doesNotContain("ERROR");
        return run;
    }

    private static void found(String script) {
        Facts.add("Examples", "script/" + script + ".bt", "yes");
    }

    private List<String> unlink() throws IOException {
        return List.of("rm", Files.createFile(folder.resolve("victim")).toString());
    }

    @Test
    void unlinkat() throws IOException {
        assertThat(object("unlinkat", unlink(), "--format=json").output())
                .contains("\"comm\":\"rm\"", "\"filename\":\"" + folder.resolve("victim") + "\"")
                .contains("\"type\":\"losses\",\"total\":0");
    }

    @Test
    void unlinkatPrinted() throws IOException {
        assertThat(object("unlinkat_printk", unlink()).output()).contains("unlinkat " + folder.resolve("victim"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"task_rename", "rename_btf", "rename_tracepoint"})
    void renames(String name) {
        assertThat(object(name, RENAME, "--command-only").output()).contains("new_comm=\"by-suite\"");
    }

    /** It changes -ENOSPC to -ECANCELED as it stands; a test run of ours fits, so that it is told to change 0. */
    @Test
    void writable() {
        assertThat(object("writable", Actor.command("test-run"), "--command-only", "--set=old_result=0")
                        .output())
                .contains("old_result=0", "new_result=-125");
    }

    @Test
    void refusalOfTheVerifier() {
        CommandLineRun run = run(List.of("--for=1s"), "c/bad_deref.bpf.o", List.of());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("R1 invalid mem access '", "bad_deref.bpf.c:15", "BPF_CORE_READ");
        Facts.refusal("Examples", "c/bad_deref.bpf.c", run.errors());
    }

    /** Its Java half needs a compiler; here it is loaded, attached, and its maps are there. */
    @Test
    void maps() {
        try (var engine = KernelEngine.open()) {
            if (!engine.target().has(Feature.USER_RING_BUFFER)) {
                CommandLineRun run = run(List.of("--for=1s"), "c/maps.bpf.o", List.of());
                assertThat(run.errors()).contains("maps of this type came with Linux " + MapType.USER_RINGBUF.since());
                Facts.refusal("Examples", "c/maps.bpf.c", run.errors());
                assumeTrue(false, "user ring buffers came with Linux " + MapType.USER_RINGBUF.since());
            }
            try (var loaded = engine.load(Samples.example("maps"), LoadOptions.DEFAULT);
                    var links = loaded.attach()) {
                assertThat(links.links()).isNotEmpty();
                Facts.add(
                        "Examples",
                        "c/maps.bpf.c",
                        "attached, %d maps".formatted(loaded.maps().size()));
            }
        }
    }

    @Test
    void unlinkatScript() throws IOException {
        assertThat(script("unlinkat", unlink()).output())
                .contains("rm " + folder.resolve("victim"))
                .contains("@calls[");
        found("unlinkat");
    }

    @Test
    void renameScripts() {
        assertThat(script("task_rename", RENAME).output()).contains("sh -> by-suite (oom_score_adj ");
        found("task_rename");
        assertThat(script("rename", RENAME).output().lines().filter(line -> line.contains("sh -> by-suite")))
                .hasSize(4)
                .anyMatch(line -> line.startsWith("tracepoint        "))
                .anyMatch(line -> line.startsWith("rawtracepoint     "))
                .anyMatch(line -> line.startsWith("tracepoint, old   "))
                .anyMatch(line -> line.startsWith("rawtracepoint, old "));
        found("rename");
    }

    @Test
    void syscalls() {
        assertThat(script("syscalls", List.of("/bin/cat", "/none")).output())
                .contains("openat(/none, O_RDONLY) = -1 ENOENT", "@nanoseconds:");
        found("syscalls");
    }

    @Test
    void runQueueLatency() {
        assertThat(script("runqlat", List.of()).output()).contains("@microseconds:", "|@");
        found("runqlat");
    }

    @Test
    void memory() {
        assertThat(script("memory", List.of()).output()).contains("@bytes[");
        found("memory");
    }

    @Test
    void stacks() {
        CommandLineRun run = script("stacks", List.of());
        assertThat(run.errors()).contains("Attached 2 probes");
        assertThat(run.output()).contains("@[");
        found("stacks");
    }
}
