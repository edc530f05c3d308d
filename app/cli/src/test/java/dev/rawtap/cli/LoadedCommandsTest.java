package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Errno;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.testkit.FakeKernel;
import dev.rawtap.testkit.FaultyKernel;
import dev.rawtap.testkit.MemoryHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands about what is loaded, where nothing is or nothing may be seen. */
class LoadedCommandsTest {
    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(KernelEngine.open(new FakeKernel(), new MemoryHost()), arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "prog list, PROG_GET_NEXT_ID",
        "prog show 5, PROG_GET_FD_BY_ID",
        "prog show any, PROG_GET_NEXT_ID",
        "prog dump 5, PROG_GET_FD_BY_ID",
        "prog run 5, PROG_GET_FD_BY_ID",
        "prog stats, ENABLE_STATS",
        "map list, MAP_GET_NEXT_ID",
        "map show 5, MAP_GET_FD_BY_ID",
        "map dump 5, MAP_GET_FD_BY_ID",
        "map watch 5, MAP_GET_FD_BY_ID",
        "link list, LINK_GET_NEXT_ID",
        "link show 5, LINK_GET_FD_BY_ID",
        "btf list, BTF_GET_NEXT_ID",
        "btf dump 5, BTF_GET_FD_BY_ID"
    })
    void withoutPrivilegeTheStatusIs77(String words, BpfCommand refused) {
        var kernel = new FaultyKernel(new FakeKernel()).failing(refused, Errno.EPERM);
        CommandLineRun run = CommandLineRun.of(KernelEngine.open(kernel, new MemoryHost()), words.split(" "));
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.errors()).contains("EPERM\n  hint: ");
        assertThat(kernel.open()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"prog, program", "map, map", "link, link", "btf, BTF"})
    void whatIsNotThereIsOneError(String group, String noun) {
        assertThat(run(group, "list").output()).isEmpty();
        assertThat(run(group, "show", "7").errors())
                .isEqualTo("rawtap: no %s has id 7\n  hint: see: rawtap %s list\n".formatted(noun, group));
        CommandLineRun named = run(group, "show", "calls");
        assertThat(named.status()).isEqualTo(1);
        assertThat(named.errors())
                .isEqualTo("rawtap: no %s 'calls' is loaded\n  hint: see: rawtap %s list\n".formatted(noun, group));
    }

    @Test
    void theMemoryEngineHasNoLoadedObjects() {
        CommandLineRun run = CommandLineRun.of(SmallKernel.engine(), "prog", "list");
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.errors()).isEqualTo("rawtap: the engine 'memory' has no loaded objects\n");
    }

    @Test
    void aGroupTellsItsCommands() {
        String usage = run("prog").output();
        assertThat(usage)
                .startsWith("Programs in the kernel")
                .contains("\n  prog list ", "\n  prog stats ", "rawtap help prog COMMAND");
        assertThat(run("help", "prog").output()).isEqualTo(usage);
        assertThat(run("prog", "--help").output()).isEqualTo(usage);
        assertThat(run("help", "map", "watch").output()).startsWith("Usage: rawtap map watch [OPTIONS] ID|NAME|PATH");
        assertThat(run("map", "watch", "--help").output())
                .isEqualTo(run("help", "map", "watch").output());
        assertThat(run("help").output()).contains("\n  link ");
    }

    @Test
    void misspeltCommandsNameTheNearest() {
        assertThat(run("prog", "lst").errors()).isEqualTo("rawtap: no command 'prog' 'lst'\n  hint: nearest: list\n");
        assertThat(run("link", "explode").errors()).contains("commands: list, show");
        assertThat(run("porg", "list").errors()).contains("nearest: prog");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "prog run 5 --args x | 'x' is no number of 64 bits",
                "prog run 5 --args 18446744073709551616 | is no number of 64 bits",
                "prog run 5 --args 1,2,3,4,5,6,7,8,9,10,11,12,13 | 13 arguments, a raw tracepoint has at most 12",
                "prog run 5 --repeat 0 | --repeat: '0' is no number from 1 on",
                "prog run 5 other | one argument too many: 'other'",
                "prog dump 5 --jited asm | no form 'asm' of machine code",
                "prog dump 5 --xlated --jited hex | exclude each other",
                "prog stats -i 0 | '0' is not a duration",
                "prog show a/b | open pinned program a/b",
                "btf show ./x | BTF is not pinned",
                "btf dump nothing | no types 'nothing'"
            })
    void mistakesAreOneErrorEach(String words, String message) {
        CommandLineRun run = run(words.split(" "));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).startsWith("rawtap: ").contains(message);
        assertThat(run.output()).isEmpty();
    }

    @Test
    void typesOfFilesNeedNoPrivilege(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("small.btf");
        Files.write(file, SmallKernel.engine().target().btf().orElseThrow().bytes());
        CommandLineRun dump = run("btf", "dump", file.toString(), "--name", "struct task_struct");
        assertThat(dump.output())
                .isEqualTo(
                        "/* 3 */ struct task_struct {\n\tint flags;\n\tint pid;\n\tunsigned char __padding_at_8[8];\n};\n");
        assertThat(run("btf", "dump", file.toString()).output())
                .startsWith("ID  KIND")
                .containsPattern("3 +struct +16 +struct task_struct\n")
                .containsPattern("function +void __probestub_task_rename\\(void \\*__data, struct task_struct \\*task");
        assertThat(run("btf", "dump", "--json", "--name", "task_struct", file.toString())
                        .output())
                .isEqualTo("{\"id\":3,\"kind\":\"struct\",\"name\":\"task_struct\",\"bytes\":16,"
                        + "\"type\":\"struct task_struct\",\"members\":[{\"name\":\"flags\",\"type\":\"int\",\"bit_offset\":0},"
                        + "{\"name\":\"pid\",\"type\":\"int\",\"bit_offset\":32}]}\n");
        assertThat(run("btf", "dump", "--name", "task_strukt", file.toString()).errors())
                .contains("has no type 'task_strukt'\n  hint: nearest: task_struct");
        assertThat(run("btf", "diff", file.toString(), file.toString()).output())
                .isEqualTo("0 added, 0 removed, 0 changed, 3 the same\n");
        assertThat(run("btf", "diff", "--json", file.toString(), file.toString())
                        .output())
                .isEqualTo("{\"added\":[],\"removed\":[],\"changed\":[],\"same\":3}\n");
    }

    @Test
    void typesOfAnObjectOfClangAreItsBtf() {
        assertThat(run("btf", "dump", CommandLineRun.file("examples/c/unlinkat.bpf.o"), "--c", "--name", "__u64")
                        .output())
                .isEqualTo("typedef unsigned long long __u64;\n\n");
    }
}
