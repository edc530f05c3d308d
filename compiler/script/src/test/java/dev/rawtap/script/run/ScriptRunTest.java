package dev.rawtap.script.run;

import static dev.rawtap.script.run.Replayed.longs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.Host;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.testkit.MemoryHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes of events and maps, on an engine that executes nothing. Expected text is that of docs/language.md. */
class ScriptRunTest {
    @TempDir
    Path folder;

    @Test
    void formatsTheFieldsOfAnEvent() {
        var run = new Replayed("begin { printf(\"%d %s %x|\\n\", pid, comm, nsecs); }").event(0, 42L, "cat", 255L);
        assertThat(run.text().output()).isEqualTo("42 cat ff|\n\n\n");
        assertThat(run.json().output()).isEqualTo("{\"type\": \"printf\", \"data\": \"42 cat ff|\\n\"}\n");
    }

    @Test
    void printsEventsInTheirOrder() {
        var run = new Replayed("begin { print(pid); printf(\"x\\n\"); }")
                .event(0, 7L)
                .event(1)
                .event(0, 8L);
        assertThat(run.text().output()).isEqualTo("7\nx\n8\n\n\n");
    }

    @Test
    void endsWithTheCodeAndShowsNothingThatCameBehindIt() {
        var run = new Replayed("begin { print(pid); exit(3); } end { printf(\"last\\n\"); }")
                .event(0, 1L)
                .event(2)
                .event(1, 3L)
                .event(0, 2L)
                .eventOf("end", 3);
        assertThat(run.text().output()).isEqualTo("1\nlast\n\n\n");
        assertThat(run.text().code()).isEqualTo(3);
    }

    @Test
    void saysErrorsAndWarningsWithTheirPlace() {
        var run = new Replayed("begin { errorf(\"bad %d\", pid); warnf(\"odd\"); }")
                .event(0, 5L)
                .event(1);
        assertThat(run.text().output()).isEqualTo("\n\n");
        assertThat(run.text().messages()).isEqualTo("""
                stdin:1:9-30: ERROR: bad 5
                stdin:1:32-44: WARNING: odd
                """);
    }

    @Test
    void failsWithAnAssertion() {
        var run = new Replayed("begin { assert(pid == 0, \"not idle\"); }").event(0);
        Replayed.Result result = run.text();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.messages()).startsWith("stdin:1:9-").contains("not idle");
    }

    @Test
    void readsFilesAndRunsCommandsWhenAnEventAsks() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), "content\n");
        var host = new MemoryHost(Map.of()).withShell("echo 7", "7\n");
        var run = new Replayed(
                        "begin { cat(\"%s\", \"" + file + "\"); system(\"echo %d\", pid); cat(\"/no/such\"); }",
                        host,
                        ScriptRunTest::unsafe)
                .event(0, file.toString())
                .event(1, 7L)
                .event(2);
        Replayed.Result result = run.text();
        assertThat(result.output()).isEqualTo("content\n7\n\n\n\n");
        assertThat(result.messages()).contains("failed to open file '/no/such' (No such file or directory)");
    }

    private static AnalysisOptions unsafe(AnalysisOptions options) {
        return options.withUnsafe(true);
    }

    @Test
    void printsTheTimeOfItsHost() {
        // 1970-01-01 00:02:05.5
        var host = new MemoryHost().withNow(125_500_000_000L);
        var run = new Replayed(
                        "begin { time(\"%H:%M:%S|\\n\"); print(strftime(\"%S.%f\", nsecs)); }",
                        host, options -> options)
                .event(0)
                .event(1, 125_250_000_000L);
        assertThat(run.text().output()).isEqualTo("00:02:05|\n05.250000\n\n\n");
    }

    @Test
    void namesTheFramesOfStacks() {
        var host = new MemoryHost()
                .withKernelSymbol(0xffff_0000L, "do_work")
                .withKernelSymbol(0xffff_1000L, "run_all")
                .withUserPlace(
                        12, 0x4010, new Host.UserPlace(Optional.of(new Host.Symbol("main", 0x10)), "/bin/tool", 0x10));
        var run = new Replayed("begin { print(kstack(2)); print(ustack(2)); }", host, options -> options)
                .event(0, new long[] {0, 0xffff_0008L, 0xffff_1010L})
                .event(1, new long[] {12, 0x4010, 0x9999});
        assertThat(run.text().output()).isEqualTo("""

                        do_work+8
                        run_all+16


                        main+16
                        0x9999



                """);
    }

    @Test
    void showsAScalarOnlyWhenItWasAssigned() {
        String script = "begin { @a = 5; @b = 6; }";
        // The value, then whether it is there.
        assertThat(new Replayed(script)
                        .entry("AT_b", new byte[4], longs(0, 1))
                        .text()
                        .output())
                .isEqualTo("\n\n@b: 0\n");
        assertThat(new Replayed(script).text().output()).isEqualTo("\n\n");
    }

    @Test
    void addsUpWhatEachCpuCounted() {
        // A cache line of 64 bytes for each of two CPUs.
        long[] pieces = new long[16];
        pieces[0] = 3;
        pieces[8] = 4;
        assertThat(new Replayed("begin { @ = count(); }")
                        .entry("AT_", new byte[4], longs(pieces))
                        .text()
                        .output())
                .isEqualTo("\n\n@: 7\n");
        // Total and count.
        pieces[0] = 30;
        pieces[1] = 3;
        pieces[8] = 11;
        pieces[9] = 1;
        assertThat(new Replayed("begin { @ = stats(pid); }")
                        .entry("AT_", new byte[4], longs(pieces))
                        .text()
                        .output())
                .isEqualTo("\n\n@: { .count = 4, .average = 10, .total = 41 }\n");
        // The number and whether there was one.
        pieces[0] = 0;
        pieces[1] = 0;
        pieces[8] = -4;
        pieces[9] = 1;
        assertThat(new Replayed("begin { @ = max(-1); }")
                        .entry("AT_", new byte[4], longs(pieces))
                        .text()
                        .output())
                .isEqualTo("\n\n@: -4\n");
    }

    @Test
    void readsHashesOfAllKinds() {
        var run = new Replayed("begin { @plain[comm] = pid; @count[pid] = count(); @lines[pid] = lhist(1, 0, 4, 2); }")
                .entry("AT_plain", text("cat", 16), ints(9))
                .entry("AT_plain", text("awk", 16), ints(4))
                // One value for each CPU.
                .entry("AT_count", ints(8), longs(2, 3))
                // The bucket behind the key, at a multiple of 8: 0 is below, 1 is from 0 to 2.
                .entry("AT_lines", longs(8, 1), longs(1, 1))
                .entry("AT_lines", longs(8, 0), longs(0, 1));
        assertThat(run.text().output()).isEqualTo("""


                @count[8]: 5
                @lines[8]:
                (..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
                [0, 2)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

                @plain[awk]: 4
                @plain[cat]: 9
                """);
    }

    @Test
    void clearsAndZeroesMapsWhenAnEventAsks() {
        var run = new Replayed("begin { @a[pid] = count(); @b[pid] = count(); clear(@a); zero(@b); print(@b); }")
                .entry("AT_a", ints(1), longs(1, 1))
                .entry("AT_b", ints(2), longs(1, 1))
                .event(0)
                .event(1)
                .event(2, 0L, 0L);
        assertThat(run.text().output()).isEqualTo("@b[2]: 0\n\n\n@b[2]: 0\n");
    }

    @Test
    void namesInTheLedgerTheMapsOfTheScript() {
        var run = new Replayed("begin { @full[pid] = 1; }")
                .losses(new LossLedger(List.of(new LossLedger.Loss(LossLedger.Kind.MAP_UPDATE, "AT_full", 12))));
        assertThat(run.text().messages()).contains("@full").contains("12").doesNotContain("AT_");
    }

    @Test
    void tellsHowManyEventsWereLost() {
        var ledger = new LossLedger(List.of(new LossLedger.Loss(LossLedger.Kind.RING_FULL, "events", 30)));
        var run = new Replayed("begin { print(1); }").losses(ledger);
        assertThat(run.text().messages()).isEqualTo("Lost 30 events\nWARNING: Total lost event count: 30\n");
        assertThat(run.json().output())
                .contains("{\"type\": \"lost_events\", \"count\": 30, \"data\": {\"events\": 30}}\n")
                .contains("\"losses\"");
    }

    @Test
    void countsTextsThatWereNotReadAndThoseThatWereCut() {
        // Two bytes of 0 are what a read that failed leaves, an empty text keeps what lay in the second.
        var run = new Replayed(
                        "begin { printf(\"%s|%s\\n\", str(kptr(pid)), str(kptr(pid))); }",
                        new MemoryHost(), options -> options.withEnvironment(Map.of("BPFTRACE_MAX_STRLEN", "8")))
                .event(0, "\0\0", "\0x")
                .event(0, "abcdefgh", "\0\0")
                .event(0, "abcdefg", "\0x");
        Replayed.Result result = run.text();
        assertThat(result.output()).isEqualTo("|\nabcdefgh..|\nabcdefg|\n\n\n");
        assertThat(result.messages()).isEqualTo("""
                WARNING: lost 2: read failed (stdin:1:9)
                WARNING: lost 1: text was cut (stdin:1:9)
                """);
    }

    @Test
    void attachesAndFiresInOrderAndDetachesBeforeTheEnd() {
        var run = new Replayed("interval:s:1 { @ = count(); } end { print(1); } begin { print(0); }").command("true");
        assertThat(run.text().journal().stream()
                        .map(line -> line.replaceAll("_\\d+$", ""))
                        .toList())
                .containsExactly("run begin", "attach 1", "detach 1", "run end");
    }

    @Test
    void letsItsCommandGoWhenAllIsAttachedAndEndsWithIt() {
        var host = new MemoryHost(Map.of("true", 0));
        var run = new Replayed("interval:s:1 { @ = count(); }", host, options -> options).command("true", "x");
        assertThat(run.text().code()).isZero();
        assertThat(host.released()).containsExactly(List.of("true", "x"));
    }

    @Test
    void runsTestsAndTellsWhichFailed() {
        var run = new Replayed(
                        "test:good { print(1); } test:bad { assert(pid == 0, \"no\"); }",
                        new MemoryHost(),
                        options -> options.withMode(AnalysisOptions.Mode.TEST))
                .eventOf("bad", 1);
        Replayed.Result result = run.text();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("good").contains("bad").containsPattern("(?i)failed.*bad");
    }

    private static byte[] text(String text, int size) {
        byte[] bytes = new byte[size];
        System.arraycopy(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, bytes, 0, text.length());
        return bytes;
    }

    private static byte[] ints(int number) {
        return new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)};
    }
}
