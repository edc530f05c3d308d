package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.testkit.Replay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each option that {@code bpftrace --help} of 0.27.1 lists, and those that it takes without listing them ({@code -b},
 * {@code --btf}, {@code --aot}). What they do on a kernel is in conformance/script/commandline.data and OptionsKernelTest.
 */
class UpstreamOptionsTest {
    private static final String TEXT = "begin\n{\n  print(7);\n}\n";

    @TempDir
    private Path folder;

    /**
     * One use of an option.
     *
     * @param option with its value
     * @param status of the run
     * @param output what standard output has
     * @param errors what standard error has
     */
    record Use(String option, int status, String output, String errors) {
        @Override
        public String toString() {
            return option;
        }
    }

    private static Use works(String option, String output) {
        return new Use(option, 0, output, "");
    }

    private static Use idle(String option, String why) {
        String name = option.split(" ")[0];
        return new Use(option, 0, "=== ast", "WARNING: " + name + " has no effect: " + why);
    }

    private static Use refused(String option, int status, String errors) {
        return new Use(option, status, "", errors);
    }

    static Stream<Use> uses() {
        return Stream.of(
                works("-e", "=== ast"),
                works("-h", "Usage: rawtap [OPTIONS] FILE"),
                works("--help", "Usage: rawtap [OPTIONS] FILE"),
                works("-V", "rawtap "),
                works("--version", "rawtap "),
                works("--info", "System\n"),
                works("-l", ""),
                works("--list", ""),
                works("-v", "=== ast"),
                works("--verbose", "=== ast"),
                refused("-p 1", 1, "no process has the number 1"),
                refused("--pid 1", 1, "no process has the number 1"),
                works("-c true", "=== ast"),
                works("--cmd true", "=== ast"),
                refused("--cmd=\t", 1, "ERROR: -c: no command in '\t'"),
                works("--output=", "=== ast"),
                works("-o FOLDER/out", "=== ast"),
                works("--output FOLDER/out", "=== ast"),
                works("-f json", "=== ast"),
                works("-B none", "=== ast"),
                works("-q", "=== ast"),
                works("--quiet", "=== ast"),
                works("-k", "=== ast"),
                works("--warnings", "=== ast"),
                works("--no-warnings", "=== ast"),
                works("-I FOLDER", "=== ast"),
                works("--include FOLDER/a.h", "=== ast"),
                refused("--include FOLDER/none.h", 1, "/none.h' file not found"),
                works("--debuginfo FOLDER", "=== ast"),
                refused("--debuginfo FOLDER/none", 1, "/none' is no folder"),
                works("--unsafe", "=== ast"),
                works("--mode codegen", "=== ast"),
                works("--mode test", "=== ast"),
                works("--mode bench", "=== ast"),
                works("--mode format", TEXT),
                refused("--mode compiler-bench", 1, "HINT: how long compiling takes: time rawtap --dry-run"),
                refused("--mode none", 1, "--mode can only be 'codegen', 'bench', 'test' or 'format', not 'none'."),
                works("--test", "=== ast"),
                works("--bench", "=== ast"),
                works("--probe-filter beg", "=== ast"),
                refused("--probe-filter [", 1, "--probe-filter: Unclosed character class in '['"),
                works("--fmt", TEXT),
                works("--dry-run", "=== ast"),
                works("-d ast", "=== ast"),
                works("--debug types", "=== types"),
                works("-d codegen", "=== codegen"),
                works("-d codegen-opt", "=== ir"),
                works("-d dis", "=== asm"),
                works("-d verifier", "=== ast"),
                works("-d all", "=== codegen"),
                refused("-d libbpf", 1, "HINT: there is no libbpf inside; -d verifier prints what the kernel said"),
                refused("-d parse", 1, "HINT: -d ast prints what was read"),
                idle("--no-feature kprobe_multi,uprobe_multi", "there are no probes of functions"),
                refused(
                        "--no-feature btf",
                        1,
                        "can only have values 'kprobe_multi,kprobe_session,uprobe_multi', not 'btf'"),
                idle("--traceable-functions FOLDER/a.h", "there are no probes of functions"),
                idle("--dwarf-pid 1", "user stacks are walked by their frame pointers"),
                idle("--usdt-file-activation", "there are no USDT probes"),
                idle("--verify-llvm-ir", "there is no LLVM inside"),
                works("-b", "=== ast"),
                works("--btf", "=== ast"),
                refused("--emit-elf FOLDER/x", 77, "'--emit-elf' is not supported\nHINT: no object file is made"),
                refused("--emit-llvm FOLDER/x", 77, "'--emit-llvm' is not supported\nHINT: there is no LLVM inside"),
                refused("--aot FOLDER/x", 77, "'--aot' is not supported\nHINT: "));
    }

    private CommandLineRun run(String option) {
        var words = new ArrayList<String>(
                List.of(option.replace("FOLDER", folder.toString()).split(" ")));
        words.remove("-e");
        words.addAll(List.of("-e", "begin { print(7); }", "-d", "ast"));
        return CommandLineRun.of(CommandLineRun.engine(Replay.NOTHING), words.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void doesWhatItSays(Use use) throws Exception {
        Files.writeString(folder.resolve("a.h"), "#define A 1\n");
        CommandLineRun run = run(use.option());
        assertThat(run.status()).as(run.errors()).isEqualTo(use.status());
        assertThat(run.output()).contains(use.output());
        if (use.errors().isEmpty()) {
            assertThat(run.errors()).isEmpty();
        } else {
            assertThat(run.errors()).contains(use.errors());
        }
    }

    @Test
    void warningsOfOptionsCanBeLeftOut() {
        assertThat(run("--verify-llvm-ir --no-warnings").errors()).isEmpty();
    }

    /** Of what users type an option is the least that they can be told. */
    @Test
    void helpListsWhatHasAnEffect() {
        String help = run("-h").output();
        for (String line : help.lines().filter(line -> line.startsWith("  -")).toList()) {
            assertThat(line.length()).isLessThanOrEqualTo(100);
        }
        uses().filter(use -> use.status() == 0 && use.errors().isEmpty())
                .map(use -> use.option().split(" ")[0])
                .filter(name -> !List.of("-b", "--btf").contains(name))
                .forEach(name -> assertThat(help).contains(name));
    }
}
