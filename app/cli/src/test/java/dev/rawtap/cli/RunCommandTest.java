package dev.rawtap.cli;

import static dev.rawtap.cli.CommandLineRun.engine;
import static dev.rawtap.cli.CommandLineRun.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Errno;
import dev.rawtap.contract.Finding;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.contract.LossLedger.Loss;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.object.SourceLine;
import dev.rawtap.testkit.MemoryHost;
import dev.rawtap.testkit.Replay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    private static final String UNLINKAT = file("examples/c/unlinkat.bpf.o");

    /** {@code struct event} of unlinkat.bpf.c: u32 pid, char comm[16], char filename[256]; stale bytes after the NUL. */
    private static byte[] unlink(int pid, String comm, String filename) {
        ByteBuffer record = ByteBuffer.allocate(276).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(0, pid).put(4, (comm + "\0stale").getBytes(StandardCharsets.UTF_8));
        record.put(20, filename.getBytes(StandardCharsets.UTF_8));
        return record.array();
    }

    private static final Replay TWO =
            Replay.NOTHING.withRecords("events", unlink(12, "rm", "/tmp/a \"b\""), unlink(13, "java", "/tmp/\u00e9"));

    @Test
    void printsRecordsAsTextByTheStructInDwarf() {
        CommandLineRun run = CommandLineRun.of(engine(TWO), "run", UNLINKAT, "--for", "1ms");
        assertThat(run.output()).isEqualTo("""
                        pid=12 comm="rm" filename="/tmp/a \\"b\\""
                        pid=13 comm="java" filename="/tmp/\u00e9"
                        """);
        assertThat(run.errors()).isEqualTo("rawtap: attached unlinkat to raw_tp/sys_enter\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void printsRecordsAsJsonAndAlwaysTheLedger() {
        CommandLineRun run = CommandLineRun.of(engine(TWO), "run", UNLINKAT, "-f", "json", "--for", "1ms", "-q");
        assertThat(run.output()).isEqualTo("""
                        {"type":"event","map":"events","data":{"pid":12,"comm":"rm","filename":"/tmp/a \\"b\\""}}
                        {"type":"event","map":"events","data":{"pid":13,"comm":"java","filename":"/tmp/\u00e9"}}
                        {"type":"map","map":"calls","data":[]}
                        {"type":"losses","total":0,"data":[]}
                        """);
        assertThat(run.errors()).isEmpty();
    }

    @Test
    void takesTheTypeThatTheUserWrites() {
        CommandLineRun run = CommandLineRun.of(
                engine(TWO),
                "run",
                UNLINKAT,
                "--for",
                "1ms",
                "--events",
                "events=u32 id; char who[16]; char rest[256]");
        assertThat(run.output()).startsWith("id=12 who=\"rm\" rest=\"/tmp/a");
    }

    @Test
    void takesTheStructThatTheUserNames() {
        CommandLineRun run =
                CommandLineRun.of(engine(TWO), "run", UNLINKAT, "--for", "1ms", "--events", "events=event");
        assertThat(run.output()).startsWith("pid=12 comm=\"rm\"");
    }

    @Test
    void namesTheNearestStruct() {
        CommandLineRun run = CommandLineRun.of(engine(TWO), "run", UNLINKAT, "--events", "events=evnt");
        assertThat(run.errors()).contains("has no struct 'evnt'", "hint: nearest: event");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void underlinesWhatIsWrongInTheTypeThatTheUserWrites() {
        CommandLineRun run =
                CommandLineRun.of(engine(TWO), "run", UNLINKAT, "--events", "events=u32 pid; chr comm[16];");
        assertThat(run.errors()).contains("--events:1:10: error[", "u32 pid; chr comm[16];", "         ^^^");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void showsBytesTextAndAReadyOptionWhereNothingFits() {
        byte[] record = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(77)
                .put("rm\0".getBytes(StandardCharsets.US_ASCII))
                .array();
        record[4] = 'a';
        record[5] = 'b';
        record[6] = 'c';
        CommandLineRun run = CommandLineRun.of(
                engine(Replay.NOTHING.withRecords("events", record)), "run", UNLINKAT, "--for", "1ms");
        assertThat(run.output()).isEqualTo("events: 4d0000006162630000000000 \"abc\"\n");
        assertThat(run.errors())
                .contains(
                        "no struct of 12 bytes is known for 'events'",
                        "hint: say which it is: --events 'events=u32 field0; char text4[8]'");
    }

    @Test
    void printsMapsAndLossesAtTheEnd() {
        ByteBuffer perCpu = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(2)
                .putLong(40);
        byte[] pid =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(12).array();
        Replay replay = Replay.NOTHING
                .withEntry("calls", pid, perCpu.array())
                .withLosses(new LossLedger(List.of(new Loss(LossLedger.Kind.RING_FULL, "events", 25))));
        CommandLineRun text = CommandLineRun.of(engine(replay), "run", UNLINKAT, "--for", "1ms");
        assertThat(text.output()).isEqualTo("calls[12] = 42\n");
        assertThat(text.errors()).endsWith("rawtap: lost 25 at events: ring buffer full\n");
        CommandLineRun json = CommandLineRun.of(engine(replay), "run", UNLINKAT, "--for", "1ms", "-f", "json");
        assertThat(json.output()).isEqualTo("""
                        {"type":"map","map":"calls","data":[{"key":12,"value":42,"cpus":[2,40]}]}
                        {"type":"losses","total":25,"data":[{"kind":"ring buffer full","place":"events","count":25}]}
                        """);
    }

    private static byte[] little(int size, long number) {
        return Arrays.copyOf(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(number)
                        .array(),
                size);
    }

    @Test
    void printsArraysByIndexWithoutZeros() {
        Replay replay = Replay.NOTHING
                .withEntry("plain_array", little(4, 3), little(8, 5))
                .withEntry("plain_array", little(4, 0), little(8, 0))
                .withEntry("plain_array", little(4, 1), little(8, 7));
        String object = file("formats/object/src/test/resources/objects/maps.o");
        CommandLineRun run = CommandLineRun.of(engine(replay), "run", object, "--for", "1ms");
        assertThat(run.output().lines().filter(line -> line.startsWith("plain_array")))
                .containsExactly("plain_array[1] = 7", "plain_array[3] = 5");
    }

    /** globals.bpf.c: data_counter is 41 and data_static 5 before the load; .data.tuning holds 1000 and 10. */
    @Test
    void printsTheGlobalVariablesThatHaveChanged() {
        String object = file("formats/object/src/test/resources/objects/globals.o");
        byte[] tuning = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1000)
                .putInt(11)
                .array();
        Replay replay = Replay.NOTHING.withEntry(".data.tuning", little(4, 0), tuning);
        CommandLineRun text = CommandLineRun.of(engine(replay), "run", object, "--for", "1ms");
        assertThat(text.output()).isEqualTo("tuning_step = 11\n");
        CommandLineRun json = CommandLineRun.of(engine(replay), "run", object, "--for", "1ms", "-f", "json");
        assertThat(json.output()).contains("{\"type\":\"variables\",\"data\":{\"tuning_step\":11}}\n");
        assertThat(CommandLineRun.of(engine(Replay.NOTHING), "run", object, "--for", "1ms")
                        .output())
                .isEmpty();
    }

    @Test
    void givesTheCommandsStatus() {
        var host = new MemoryHost(Map.of("fail", 3));
        CommandLineRun run = CommandLineRun.of(engine(TWO, host), "run", UNLINKAT, "--", "fail", "-x", "--help");
        assertThat(run.status()).isEqualTo(3);
        assertThat(host.released()).containsExactly(List.of("fail", "-x", "--help"));
        assertThat(run.output()).hasLineCount(2);
    }

    @Test
    void filtersToTheCommandBeforeItRuns() {
        var engine = engine(TWO);
        CommandLineRun.of(engine, "run", UNLINKAT, "--command-only", "--", "true");
        assertThat(engine.seenOptions().getFirst().processes()).isInstanceOf(ProcessFilter.Tree.class);
    }

    @Test
    void closesWhatItOpened() {
        var engine = engine(TWO);
        CommandLineRun.of(engine, "run", UNLINKAT, "--for", "1ms");
        assertThat(engine.openObjects()).isZero();
    }

    @Test
    void explainsARefusalWithItsSourceLine() {
        var finding = new Finding(
                "scalar-dereference",
                "R1 invalid mem access 'scalar'",
                OptionalInt.of(1),
                Optional.of(new SourceLine(0, "bad.bpf.c", "  return *pointer;", 12, 9)),
                "R1 holds a plain number",
                "copy what it points to");
        var refusal = new ProgramRejectedException(
                "program 'bad' is refused: gist", null, Errno.EACCES, List.of(finding), "0: exit");
        CommandLineRun brief = CommandLineRun.of(engine(TWO).refusing(refusal), "run", UNLINKAT);
        assertThat(brief.errors()).isEqualTo("""
                        rawtap: program 'bad' is refused: gist
                          at bad.bpf.c:12: return *pointer;
                          because: R1 holds a plain number
                          hint: copy what it points to
                          hint: -v prints the verifier's whole log
                        """);
        CommandLineRun verbose = CommandLineRun.of(engine(TWO).refusing(refusal), "run", "-v", UNLINKAT);
        assertThat(verbose.errors()).contains("  | 0: exit");
        assertThat(verbose.status()).isEqualTo(1);
    }

    @Test
    void saysOnceThatTheOutputIsClosed() {
        var closed = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        CommandLineRun run = CommandLineRun.of(engine(TWO), closed, () -> "", "run", UNLINKAT, "-q", "--for", "1ms");
        assertThat(run.errors())
                .containsOnlyOnce("standard output cannot be written: Broken pipe")
                .doesNotContain("Exception", "\tat ");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void writesToAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("events.txt");
        CommandLineRun run = CommandLineRun.of(engine(TWO), "run", UNLINKAT, "--for", "1ms", "-o", file.toString());
        assertThat(run.output()).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertMistake("no format 'xml'", "run", UNLINKAT, "-f", "xml");
        assertMistake("'0' is not a process number", "run", UNLINKAT, "-p", "0");
        assertMistake("no process 1", "run", UNLINKAT, "-p", "1");
        assertMistake("'5x' is not a duration", "run", UNLINKAT, "--for", "5x");
        assertMistake("'0s' is not a duration", "run", UNLINKAT, "--for", "0s");
        assertMistake("--command-only without a command", "run", UNLINKAT, "--command-only");
        assertMistake("no program 'absent' on PATH", "run", UNLINKAT, "--", "absent");
        assertMistake("missing: FILE.bpf.o", "run");
        assertMistake("unknown option '--jason'", "run", UNLINKAT, "--jason");
        assertMistake("unknown option '--bogus'", "run", "--bogus");
        assertMistake("missing: FORMAT after -f", "run", UNLINKAT, "-f");
        assertMistake("has no map 'event'", "run", UNLINKAT, "--events", "event=u32 a;");
        assertMistake("'calls' is no ring or perf buffer", "run", UNLINKAT, "--events", "calls=u32 a;");
        assertMistake("no command 'rum'", "rum");
        assertMistake("no command after --", "run", UNLINKAT, "--");
        assertMistake("'rm' after the object", "run", UNLINKAT, "rm", "-f", "/tmp/x");
        assertMistake("--events names no type", "run", UNLINKAT, "--events", "events=");
        assertMistake("no such folder", "run", UNLINKAT, "-o", "/nonexistent/x");
    }

    @Test
    void helpNamesEachOptionOnce() {
        String help = CommandLineRun.of(engine(TWO), "run", "--help").output();
        assertThat(help).contains("-f, --format=FORMAT").doesNotContain("-f, -f");
        assertThat(help.lines().filter(line -> line.contains("--command-only")))
                .singleElement()
                .asString()
                .containsOnlyOnce("--command-only");
    }

    private static void assertMistake(String message, String... arguments) {
        CommandLineRun run = CommandLineRun.of(engine(TWO), arguments);
        assertThat(run.errors()).contains(message).doesNotContain("Exception", "\tat ");
        assertThat(run.status()).as(message).isEqualTo(1);
    }

    @Test
    void keepsAFileThatNothingWasWrittenTo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("kept.txt"), "precious");
        var refusal = new ProgramRejectedException("refused", null, Errno.EACCES, List.of(), "");
        CommandLineRun.of(engine(TWO).refusing(refusal), "run", UNLINKAT, "-o", file.toString());
        assertThat(file).hasContent("precious");
    }

    @Test
    void showsARecordThatIsTooShortForTheTypeAndGoesOn() {
        Replay replay =
                Replay.NOTHING.withRecords("events", new byte[] {1, 0, 0, 0, 2, 0, 0, 0}, unlink(12, "rm", "/a"));
        CommandLineRun run =
                CommandLineRun.of(engine(replay), "run", UNLINKAT, "--for", "1ms", "--events", "events=event");
        assertThat(run.output()).isEqualTo("events: 0100000002000000\npid=12 comm=\"rm\" filename=\"/a\"\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void saysOnceThatRecordsAreLongerThanTheType() {
        CommandLineRun run =
                CommandLineRun.of(engine(TWO), "run", UNLINKAT, "--for", "1ms", "--events", "events=u32 pid");
        assertThat(run.output()).isEqualTo("pid=12\npid=13\n");
        assertThat(run.errors()).containsOnlyOnce("records of 'events' have 276 bytes");
    }

    /** {@code struct opened} and {@code struct closed} both have 8 bytes (corpus: event_two_fit). */
    @Test
    void doesNotGuessBetweenTwoStructsOfTheRecordsSize() {
        String object = file("formats/object/src/test/resources/objects/event_two_fit.o");
        byte[] record = new byte[8];
        CommandLineRun run =
                CommandLineRun.of(engine(Replay.NOTHING.withRecords("events", record)), "run", object, "--for", "1ms");
        assertThat(run.output()).startsWith("events: 00000000");
        assertThat(run.errors()).contains("--events 'events=opened' (or closed)");
    }

    @Test
    void saysThatTheDiskIsFull() {
        CommandLineRun run = CommandLineRun.of(engine(TWO), "run", UNLINKAT, "-q", "--for", "1ms", "-o", "/dev/full");
        assertThat(run.errors())
                .containsOnlyOnce("/dev/full cannot be written: No space left on device")
                .doesNotContain("Exception", "\tat ");
        assertThat(run.status()).isEqualTo(1);
    }

    /** Ctrl-C reaches the command too: its own end is waited for, and its status counts. */
    @Test
    void givesTheCommandsStatusAfterAnInterruption() {
        var errors = new ByteArrayOutputStream();
        var session = new Session(
                new Output("standard output", OutputStream.nullOutputStream()),
                new Errors(new PrintStream(errors, true, StandardCharsets.UTF_8)),
                () -> engine(TWO),
                new Interruption());
        session.interruption().request();
        assertThat(Main.run(new String[] {"run", UNLINKAT, "-q", "--", "fail"}, session))
                .isEqualTo(3);
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
