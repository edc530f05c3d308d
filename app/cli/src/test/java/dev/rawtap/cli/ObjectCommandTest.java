package dev.rawtap.cli;

import static dev.rawtap.cli.CommandLineRun.engine;
import static dev.rawtap.cli.CommandLineRun.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.testkit.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectCommandTest {
    private static CommandLineRun object(String... arguments) {
        return CommandLineRun.of(new ObjectCommand(), engine(Replay.NOTHING), arguments);
    }

    /** 456 bytes of code by llvm-readelf are 57 slots; the rest is what unlinkat.bpf.c says. */
    @Test
    void tellsProgramsMapsAndGlobals() {
        CommandLineRun run = object(file("examples/c/unlinkat.bpf.o"));
        assertThat(run.status()).isZero();
        assertThat(run.output()).contains("licence GPL", "raw_tp/sys_enter  456 bytes", "57 instructions");
        assertThat(run.output()).contains("raw tracepoint sys_enter", "Linux 5.8 (bpf_ringbuf_reserve)");
        assertThat(run.output()).contains("bpf_probe_read_user_str (5.5, GPL)");
        assertThat(run.output()).contains("events   ringbuf      262144 bytes");
        assertThat(run.output()).contains("calls    percpu_hash  __u32 -> __u64  1024 entries");
        assertThat(run.output()).containsPattern("syscall_number +\\.rodata \\+ 0 +263");
    }

    @Test
    void showsCodeBelowItsSourceLines() {
        String text = object("-d", file("examples/c/unlinkat.bpf.o")).output();
        assertThat(text).contains("; if (ctx->args[1] != syscall_number)  (unlinkat.bpf.c:47)");
        assertThat(text).contains("call bpf_ringbuf_reserve#131", "; map events", "; .rodata + 0");
    }

    @Test
    void saysWhyRelocationsAreNotResolved() {
        assertThat(object(file("examples/c/rename_btf.bpf.o")).output())
                .contains("not resolved: program 'rename_btf' reads kernel structures");
    }

    @Test
    void notesAReadOfCxForTheFourthArgument() {
        assertThat(object(file("formats/object/src/test/resources/objects/fourth_argument.o"))
                        .output())
                .contains("\nnotes\n", "pt_regs.cx", "r10");
    }

    @Test
    void jsonHoldsTheInstructions() {
        assertThat(object("--json", file("examples/c/unlinkat.bpf.o")).output())
                .contains("{\"name\":\"unlinkat\",\"section\":\"raw_tp/sys_enter\"")
                .contains("\"text\":\"call bpf_ringbuf_submit#132\"")
                .endsWith("}\n");
    }

    @Test
    void sourceIsOneErrorWithTheCommandsThatMakeTheObject(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("x.bpf.c"), "int x;");
        CommandLineRun run = object(source.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors()).isEqualTo("""
                rawtap: '%1$s/x.bpf.c' is source, not an object
                  hint: make the object, then run it:
                  clang -O2 -g -target bpf -I/usr/include/$(uname -m)-linux-gnu -c %1$s/x.bpf.c -o %1$s/x.bpf.o
                  rawtap run %1$s/x.bpf.o
                """.formatted(folder));
    }

    @Test
    void badFilesAreOneErrorEach(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("x.o"), "hello");
        assertThat(object(text.toString()).errors()).startsWith("rawtap: ").contains("x.o");
        assertThat(object(folder.toString()).errors()).contains("is not a regular file");
        assertThat(object("absent.o").errors()).contains("no such file: absent.o");
        assertThat(object("a\0b").status()).isEqualTo(1);
    }

    @Test
    void severalFilesAreOneObject() {
        String folder = "formats/object/src/test/resources/objects/";
        String one = CommandLineRun.file(folder + "link_one.o");
        String two = CommandLineRun.file(folder + "link_two.o");
        assertThat(object(one, two).output()).contains("link_one.o, ", "first", "second", "int CONFIG_HZ", "option");
        assertThat(object(one).errors()).contains("which the object does not define");
        assertThat(object(two, two).errors()).contains("is defined in");
        assertThat(CommandLineRun.of(SmallKernel.engine(), "run", one, two, "--for", "1ms")
                        .status())
                .isZero();
    }

    @Test
    void mapsOfMapsTellWhatTheyHold() {
        String file = CommandLineRun.file("formats/object/src/test/resources/objects/maps_of_maps.o");
        assertThat(object(file).output()).contains("array(__u32 -> __u64)", "[2] second", "-> program", "[1] tail");
        assertThat(object("--json", file).output()).contains("\"values\":{\"0\":\"first\",\"2\":\"second\"}");
    }

    /** bpf_printk keeps its format in {@code unlinkat_printk.____fmt}. */
    @Test
    void whatAMacroMadeIsNoGlobalVariable() {
        String object = CommandLineRun.file("examples/c/unlinkat_printk.bpf.o");
        assertThat(CommandLineRun.of(SmallKernel.engine(), "object", object).output())
                .doesNotContain("____fmt");
        assertThat(CommandLineRun.of(SmallKernel.engine(), "run", object, "--set", "fmt=1")
                        .errors())
                .contains("no global variable 'fmt'")
                .doesNotContain("____fmt");
    }
}
