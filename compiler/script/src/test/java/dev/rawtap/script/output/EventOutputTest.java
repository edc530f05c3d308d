package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Severity;
import dev.rawtap.script.output.Output.Measurement;
import dev.rawtap.script.output.Output.TestResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EventOutputTest {
    private static final String DIVISION =
            "Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.";

    @TestFactory
    List<DynamicTest> printedEventsMatchBpftrace() {
        return new Golden("events.data")
                .expect("exit with a code", printf("a").andThen(end()))
                .expect("exit inside of a line", printf("no end").andThen(end(scalar("@", number(1)))))
                .expect("nothing at all", end())
                .expect("cat", output -> {
                    output.cat("Linux\n".getBytes(StandardCharsets.UTF_8));
                    output.failed("failed to open file '/host/no/such/file' (" + ErrorText.ofLibrary(2) + ")");
                    output.failed(
                            "failed to open file '/host/proc/sys/kernel/osrelease%' (" + ErrorText.ofLibrary(2) + ")");
                    output.end(List.of());
                })
                .expect("time", output -> {
                    output.time("13:12:37\n");
                    output.time("13:12");
                    output.time("2026-11-21 %\n");
                    output.end(List.of());
                })
                .tests();
    }

    @TestFactory
    List<DynamicTest> messagesMatchBpftrace() {
        String script = """
                begin { errorf("bad %d", 5); warnf("careful %s\\n", "x y"); errorf("two\\nlines"); warnf("%d\\n\\n",5);
                 errorf("over %s",
                  "lines"); }
                """;
        return new Golden("events.data")
                .expect("errorf and warnf", output -> {
                    output.message(
                            Severity.ERROR, place(script, "errorf(\"bad", 19), format("bad %d"), List.of(number(5)));
                    output.message(
                            Severity.WARNING,
                            place(script, "warnf(\"careful", 28),
                            format("careful %s\n"),
                            List.of(text("x y")));
                    output.message(Severity.ERROR, place(script, "errorf(\"two", 20), format("two\nlines"), List.of());
                    output.message(
                            Severity.WARNING, place(script, "warnf(\"%d", 17), format("%d\n\n"), List.of(number(5)));
                    output.message(
                            Severity.ERROR,
                            place(script, "errorf(\"over", 29),
                            format("over %s"),
                            List.of(text("lines")));
                    output.end(List.of());
                })
                .tests();
    }

    @TestFactory
    List<DynamicTest> failuresMatchBpftrace() {
        String division = "begin { $x = rand % 1; @ = 5 / $x; @m = 5 % $x; @n = 5 /\n $x; }";
        String index =
                "struct S { int a[2]; }; begin { $t=((int32)1, (int32)2); $s=(struct S*)kptr(&$t); $i = rand % 1 + 5; printf(\"%d\\n\", $s->a[$i]); }";
        return new Golden("events.data")
                .expect("division by zero", output -> {
                    output.runtimeWarning(place(division, "5 / $x", 6), DIVISION);
                    output.runtimeWarning(place(division, "5 % $x", 6), DIVISION);
                    output.runtimeWarning(place(division, "5 /\n", 7), DIVISION);
                    output.end(List.of(scalar("@", number(1)), scalar("@m", number(1)), scalar("@n", number(1))));
                })
                .expect("index out of bounds", output -> {
                    output.runtimeWarning(
                            place(index, "$s->a[$i]", 9),
                            "Array access out of bounds. This can lead to unexpected results.");
                    output.printf(format("%d\n"), List.of(number(0)));
                    output.end(List.of());
                })
                .expect(
                        "bad address",
                        failing(
                                        "begin { $p = (uint64*)kptr((void*)8); printf(\"%d\\n\", *$p); }",
                                        "*$p", 3, "probe_read_kernel", -34)
                                .andThen(printf("%d\n", number(0)))
                                .andThen(end()))
                .expect(
                        "bad address of a string",
                        failing(
                                        "begin { printf(\"%s|\\n\", str(kptr((void*)8))); }",
                                        "str(", 19, "probe_read_kernel_str", -34)
                                .andThen(printf("%s|\n", text("")))
                                .andThen(end()))
                .expect(
                        "full map",
                        failing("let @a = hash(1); begin { @a[1]=1; @a[2]=2; }", "@a[2]=2", 7, "map_update_elem", -7)
                                .andThen(end(map("@a", number(1), number(1)))))
                .expect(
                        "key that does not exist",
                        failing("begin { @a[1]=1; printf(\"%d\\n\", @a[9]); }", "@a[9]", 5, "map_lookup_elem", 0)
                                .andThen(printf("%d\n", number(0)))
                                .andThen(end(map("@a", number(1), number(1)))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> resultsMatchBpftrace() {
        return new Golden("events.data")
                .expectText("tests", testing(16975, 1, 25408))
                .expectJson("tests", testing(16975, 1152, 25408))
                .expectText("measurements", measured(22, 80000, 53, 20000))
                .expectJson("measurements", measured(21, 80000, 44, 40000))
                .tests();
    }

    @Test
    void lossesGoToMessagesAndJson() {
        assertThat(written("text", output -> {
                    output.lost(29887);
                    output.lostInTotal(29887);
                }))
                .isEqualTo("|Lost 29887 events\nWARNING: Total lost event count: 29887\n");
        assertThat(written("json", output -> {
                    output.lost(29887);
                    output.lostInTotal(29887);
                }))
                .isEqualTo("{\"type\": \"lost_events\", \"count\": 29887, \"data\": {\"events\": 29887}}\n"
                        + "|WARNING: Total lost event count: 29887\n");
    }

    @Test
    void attachedProbesAreAMessage() {
        assertThat(written("text", output -> output.attached(1))).isEqualTo("|Attached 1 probe\n");
        assertThat(written("text", output -> output.attached(12))).isEqualTo("|Attached 12 probes\n");
    }

    @Test
    void commandsFilesAndJoinedStringsPassThrough() {
        Consumer<Output> all = output -> {
            output.cat("Linux\n".getBytes(StandardCharsets.UTF_8));
            output.system("a b\nx".getBytes(StandardCharsets.UTF_8));
            output.join(List.of(ScriptValue.Text.of("a"), ScriptValue.Text.of("b c")), ",");
        };
        assertThat(written("text", all)).isEqualTo("Linux\na b\nx\na,b c\n|");
        assertThat(written("json", all)).isEqualTo("""
                        {"type": "cat", "data": "Linux\\n"}
                        {"type": "syscall", "data": "a b\\nx"}
                        {"type": "join", "data": "a,b c"}
                        |""");
    }

    @Test
    void aMessageFollowsWhatWasPrintedBefore() {
        var both = new ByteArrayOutputStream();
        Output output = output("text", both, both);
        output.printf(format("first\n"), List.of());
        output.lost(1);
        output.printf(format("last\n"), List.of());
        output.flush();
        assertThat(both.toString(StandardCharsets.UTF_8)).isEqualTo("first\nLost 1 events\nlast\n");
    }

    private static String written(String form, Consumer<Output> script) {
        var results = new ByteArrayOutputStream();
        var messages = new ByteArrayOutputStream();
        Output output = output(form, results, messages);
        script.accept(output);
        output.flush();
        return results.toString(StandardCharsets.UTF_8) + "|" + messages.toString(StandardCharsets.UTF_8);
    }

    private static Consumer<Output> failing(String script, String part, int length, String helper, long result) {
        return output -> output.helperFailed(place(script, part, length), helper, result);
    }

    private static Consumer<Output> testing(long first, long second, long third) {
        List<TestResult> results = List.of(
                new TestResult("good", first, true, "x\n".getBytes(StandardCharsets.UTF_8)),
                new TestResult("bad", second, false, new byte[0]),
                new TestResult("worse", third, false, "oh".getBytes(StandardCharsets.UTF_8)));
        return output -> {
            output.testing(3);
            results.forEach(output::tested);
            output.testedAll(results);
            output.end(List.of());
        };
    }

    private static Consumer<Output> measured(long first, long firstTimes, long second, long secondTimes) {
        return output -> {
            output.measured(List.of(
                    new Measurement("one", first, firstTimes), new Measurement("longer_name", second, secondTimes)));
            output.end(List.of());
        };
    }

    /** The place of a part of a script, as -e gives it. */
    private static SourcePlace place(String script, String part, int length) {
        int start = script.indexOf(part);
        int end = start + length;
        int line = lines(script, start);
        int lastLine = lines(script, end);
        return new SourcePlace(
                "stdin",
                line,
                start - script.lastIndexOf('\n', start),
                lastLine,
                end - script.lastIndexOf('\n', end - 1),
                Arrays.asList(script.split("\n", -1)).subList(line - 1, lastLine));
    }

    private static int lines(String script, int end) {
        return (int) script.substring(0, end)
                        .chars()
                        .filter(each -> each == '\n')
                        .count()
                + 1;
    }
}
