package dev.rawtap.cli;

import static dev.rawtap.cli.CommandLineRun.engine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.testkit.Replay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    private static final String LIBBPF = """
            libbpf: prog 'bad_deref': BPF program load failed: -EACCES
            libbpf: prog 'bad_deref': -- BEGIN PROG LOAD LOG --
            0: R1=ctx() R10=fp0
            ; return task->tgid; @ bad_deref.bpf.c:15
            1: (61) r0 = *(u32 *)(r1 +1268)
            R1 invalid mem access 'scalar'
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            -- END PROG LOAD LOG --
            libbpf: failed to load object 'bad_deref.bpf.o'
            """;

    @TempDir
    private Path folder;

    private CommandLineRun explainFile(String text, String... options) throws IOException {
        Files.writeString(folder.resolve("log"), text);
        String file = folder.resolve("log").toString();
        return options.length == 0 ? run("explain", file) : run("explain", options[0], file);
    }

    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(engine(Replay.NOTHING), arguments);
    }

    @Test
    void explainsARefusal() throws IOException {
        CommandLineRun run = explainFile(LIBBPF);
        assertThat(run.status()).isZero();
        assertThat(run.output()).startsWith("""
                program 'bad_deref' refused: R1 invalid mem access 'scalar'
                  at instruction 1, bad_deref.bpf.c:15: return task->tgid;
                  code: scalar-dereference
                  because: R1 holds a plain number""").endsWith("  2 instructions processed, 0 states\n");
    }

    @Test
    void readsStandardInput() {
        var output = new ByteArrayOutputStream();
        var errors = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var session = new Session(
                new Output("standard output", output),
                new Errors(errors),
                () -> engine(Replay.NOTHING),
                new Interruption(),
                Map.of(),
                folder,
                new ByteArrayInputStream("R0 !read_ok\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(Main.run(new String[] {"explain"}, session)).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("code: register-unset");
    }

    @Test
    void jsonIsOneObjectALog() throws IOException {
        String[] lines = explainFile(LIBBPF + LIBBPF, "--json").output().lines().toArray(String[]::new);
        assertThat(lines).hasSize(2);
        assertThat(lines[0])
                .startsWith("{\"program\":\"bad_deref\",\"verdict\":\"refused\","
                        + "\"message\":\"R1 invalid mem access 'scalar'\",\"instruction\":1,"
                        + "\"source\":{\"file\":\"bad_deref.bpf.c\",\"line\":15,\"text\":\"return task->tgid;\"},"
                        + "\"code\":\"scalar-dereference\"")
                .endsWith("\"statistics\":{\"processed\":2,\"total_states\":0,\"peak_states\":0}}");
    }

    @Test
    void saysWhatAnAcceptedProgramCost() throws IOException {
        assertThat(explainFile("""
                        49: (95) exit
                        verification time 325 usec
                        stack depth 16+8
                        processed 1051 insns (limit 1000000) max_states_per_insn 0 total_states 3 peak_states 2 mark_read 0
                        """).output())
                .isEqualTo("program accepted: 1,051 instructions processed, 3 states, stack 16+8 bytes, 325 µs\n");
    }

    @Test
    void saysThatARefusalIsUnknown() throws IOException {
        CommandLineRun run = explainFile("something new\nprocessed 0 insns (limit 1000000)\n");
        assertThat(run.status()).isZero();
        assertThat(run.output()).startsWith("program refused: something new\n  this refusal is unknown");
    }

    @Test
    void textWithoutALogIsOneError() throws IOException {
        for (String text : new String[] {"", "hello\n", "libbpf: loaded\n"}) {
            CommandLineRun run = explainFile(text);
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.output()).isEmpty();
            assertThat(run.errors()).startsWith("rawtap: no verifier log in " + folder.resolve("log"));
        }
        assertThat(explainFile("", "--json").output()).isEmpty();
    }

    @Test
    void badFilesAreOneErrorEach() {
        assertThat(run("explain", folder.resolve("none").toString()).errors()).contains("no such file");
        CommandLineRun ofFolder = run("explain", folder.toString());
        assertThat(ofFolder.status()).isEqualTo(1);
        assertThat(ofFolder.errors()).startsWith("rawtap: ").contains("cannot be read");
        assertThat(run("explain", "a\0b").status()).isEqualTo(1);
    }
}
