package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.kernel.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel that does not tell its types: raw programs run, typed access is refused with how to get types. Where the kernel does tell them,
 * {@code none} hides them; testing/kernels/matrix hides the file itself, and keeps a copy.
 */
@Tag("without-btf")
class WithoutBtfTest {
    private static final Path OWN = Path.of("/sys/kernel/btf/vmlinux");
    private static final boolean TOLD = Files.exists(OWN);
    private static final String FILE = (TOLD ? OWN : Path.of("/tmp/vmlinux.btf")).toString();
    private static final Map<String, String> NONE = TOLD ? Map.of("BPFTRACE_BTF", "none") : Map.of();
    private static final Map<String, String> GIVEN = Map.of("BPFTRACE_BTF", FILE);
    private static final String RENAME = "/bin/sh -c 'echo -n by-suite > /proc/self/comm'";

    @TempDir
    Path folder;

    @BeforeEach
    void root() {
        assumeTrue("root".equals(System.getProperty("user.name")), "programs are loaded by root");
    }

    private static CommandLineRun script(Map<String, String> environment, String text, String... more) {
        var words = new java.util.ArrayList<>(List.of("-q", "-e", text));
        words.addAll(List.of(more));
        return CommandLineRun.onKernel(environment, words.toArray(String[]::new));
    }

    @Test
    void untypedScriptsRun() {
        CommandLineRun run =
                script(NONE, "rawtracepoint:task_rename { printf(\"%s %s\\n\", comm, str(arg1)); }", "-c", RENAME);
        assertThat(run.output()).as(run.errors()).contains("sh by-suite\n");
        Facts.add("Fallbacks", "scripts without the kernel's types", "raw_tp, arg0 and on");
    }

    @Test
    void systemCallsAreReadByTheirRegisters() {
        CommandLineRun run = script(
                NONE,
                "tracepoint:syscalls:sys_enter_openat /pid == cpid/ { printf(\"%s\\n\", str(args.filename)); }",
                "-c",
                "/bin/cat /none");
        assertThat(run.output()).as(run.errors()).contains("/none\n");
    }

    @Test
    void typedAccessIsRefusedWithHowToGetTypes() {
        CommandLineRun run = script(NONE, "rawtracepoint:task_rename { print(args.task.pid); }");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors())
                .contains("Can't find function parameter task")
                .contains("--btf FILE", "CONFIG_DEBUG_INFO_BTF");
        Facts.refusal("Refusals", "args.task without the kernel's types", run.errors());
        assertThat(script(NONE, "begin { print(curtask.pid); }").errors())
                .contains("this kernel does not tell its types");
    }

    @Test
    void aTracepointThatIsNotThereIsNamed() {
        CommandLineRun run = script(NONE, "rawtracepoint:task_renam { print(1); }");
        assertThat(run.status()).isNotZero();
        assertThat(run.errors()).contains("task_renam");
    }

    @Test
    void scriptsAreTypedByAFile() {
        CommandLineRun run = script(
                GIVEN,
                "rawtracepoint:task_rename { printf(\"%s -> %s\\n\", args.task.comm, str(args.comm)); }",
                "-c",
                RENAME);
        assertThat(run.output()).as(run.errors()).contains("sh -> by-suite\n");
        Facts.add("Fallbacks", "scripts with types of a file", "raw_tp, probe_read_kernel");
    }

    @Test
    void objectsRunByAFileAlsoForACommandAlone() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(),
                "run",
                "--btf=" + FILE,
                "--command-only",
                CommandLineRun.file("examples/c/task_rename.bpf.o"),
                "--",
                "/bin/sh",
                "-c",
                "echo -n by-suite > /proc/self/comm");
        assertThat(run.output()).as(run.errors()).contains("new_comm=\"by-suite\"");
    }

    @Test
    void objectsThatReadNoStructuresRunWithoutTypes() throws IOException {
        Path victim = Files.createFile(folder.resolve("victim"));
        CommandLineRun run = CommandLineRun.onKernel(
                NONE,
                "run",
                CommandLineRun.file("examples/c/" + Samples.exampleFile("unlinkat") + ".bpf.o"),
                "--",
                "rm",
                victim.toString());
        assertThat(run.output()).as(run.errors()).contains("filename=\"" + victim + "\"");
    }

    @Test
    void typedProgramsAreRefusedByName() {
        CommandLineRun run =
                CommandLineRun.onKernel(GIVEN, "run", "--for=1s", CommandLineRun.file("examples/c/rename_btf.bpf.o"));
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.errors())
                .contains("tp_btf program 'rename_btf' needs the kernel's own types", "raw_tp/task_rename");
        Facts.refusal("Refusals", "tp_btf without the kernel's own types", run.errors());
    }

    @Test
    void listNeedsTypesAndTakesThemFromAFile() {
        assertThat(CommandLineRun.onKernel(Map.of(), "list", "--btf=" + FILE, "-v", "task_rename")
                        .output())
                .contains("struct task_struct *");
        assertThat(CommandLineRun.onKernel(NONE, "list", "task_rename").errors())
                .contains("CONFIG_DEBUG_INFO_BTF");
    }
}
