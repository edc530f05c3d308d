package dev.rawtap.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConformanceFileTest {
    private static final String TWO = """
            # a topic
            -- case one
            # why
            -- arguments --unsafe -o 'a b'
            -- parameters 1 ""
            -- command sh ./x.sh
            -- environment BPFTRACE_MAX_STRLEN=7
            -- file x.sh
            exit 3
            -- formats text
            -- script
            begin {
              print(1); }
            -- text
            1

            -- exit 3
            -- case two
            -- deviation ours is better
            -- script
            begin { }
            -- text
            a
            -- upstream refuse
            b
            -- upstream exit 255
            """;

    private static Case only(String text) {
        return ConformanceFile.parse("topic.data", text).getFirst();
    }

    @Test
    void readsEverySection() {
        Case one = only(TWO);
        assertThat(one.name()).isEqualTo("one");
        assertThat(one.topic()).isEqualTo("topic");
        assertThat(one.line()).isEqualTo(2);
        assertThat(one.script()).contains("begin {\n  print(1); }");
        assertThat(one.environment()).containsEntry("BPFTRACE_MAX_STRLEN", "7");
        assertThat(one.files()).containsEntry("x.sh", "exit 3\n");
        assertThat(one.formats()).containsExactly(Format.TEXT);
        assertThat(one.expected().text()).contains(new Pattern("1\n\n"));
        assertThat(one.expected().exit()).isEqualTo(3);
        assertThat(one.deviation()).isEmpty();
        assertThat(one).hasToString("conformance/script/topic.data:2: one");
    }

    @Test
    void putsTheCommandLineTogether() {
        assertThat(only(TWO).commandLine(Format.JSON))
                .containsExactly(
                        "-f",
                        "json",
                        "--unsafe",
                        "-o",
                        "a b",
                        "-c",
                        "sh ./x.sh",
                        "-e",
                        "begin {\n  print(1); }",
                        "1",
                        "");
    }

    @Test
    void keepsWhatUpstreamGivesApart() {
        Case two = ConformanceFile.parse("topic.data", TWO).get(1);
        assertThat(two.deviation()).contains("ours is better");
        assertThat(two.expected().exit()).isZero();
        assertThat(two.upstream().map(Outcome::exit)).contains(255);
        assertThat(two.upstream().flatMap(Outcome::refusal)).contains(new Pattern("b\n"));
    }

    @Test
    void namesFileAndLineOfWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case a\n-- script\nx\n-- case a\n-- script\ny\n"))
                .withMessageContaining("topic.data:4: a second case is named 'a'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- script\n"))
                .withMessageContaining("topic.data:1: section before the first case");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case a\nhello\n"))
                .withMessageContaining("topic.data:2: expected a section or a comment, found 'hello'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case a\n-- environment X\n"))
                .withMessageContaining("topic.data:1: '-- environment' needs NAME=VALUE, found 'X'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case a\n-- text\nx\n-- refuse\ny\n"))
                .withMessageContaining("a refused script has no output");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case a\n-- arguments 'x\n"))
                .withMessageContaining("a quote is not closed");
    }

    @Test
    void comparesOutputErrorsAndStatus() {
        Case one = only("-- case a\n-- script\nx\n-- text\n{{number}}\n-- json\n{}\n");
        assertThat(one.differences(Format.TEXT, Actual.of("5\n", "Attached 1 probe\n", 0)))
                .isEmpty();
        assertThat(one.differences(Format.TEXT, Actual.of("x\n", "oops\n", 2)))
                .containsExactly(
                        "standard output differs from line 1 on\n  expected |{{number}}\n  found    |x",
                        "standard error differs from line 1 on\n  expected |Attached 1 probe\n  found    |oops",
                        "exit status is 2, expected 0");
    }

    @Test
    void leavesOutTheLineOfOneAttachedProbeInJson() {
        Case one = only("-- case a\n-- script\nx\n-- json\n{}\n");
        String attached = "{\"type\": \"attached_probes\", \"count\": 1, \"data\": {\"probes\": 1}}\n";
        assertThat(one.differences(Format.JSON, Actual.of(attached + "{}\n", "", 0)))
                .isEmpty();
        assertThat(one.differences(Format.JSON, Actual.of("{}\n", "", 0))).isEmpty();
    }

    @Test
    void comparesTheFirstDiagnosticOfARefusal() {
        Case one = only("""
                -- case a
                -- script
                x
                -- refuse
                stdin:1:1-2: ERROR: no
                x
                ~
                """);
        assertThat(one.differences(Format.TEXT, Actual.of("", "stdin:1:1-2: ERROR: no\nx\n~\nHINT: yes\n", 1)))
                .isEmpty();
        assertThat(one.differences(Format.TEXT, Actual.of("", "stdin:1:3-4: ERROR: no\n", 1)))
                .containsExactly("standard error differs from line 1 on\n"
                        + "  expected |stdin:1:1-2: ERROR: no\n"
                        + "  found    |stdin:1:3-4: ERROR: no");
        assertThat(one.differences(Format.JSON, Actual.of("x", "stdin:1:1-2: ERROR: no\n", 0)))
                .hasSize(2);
    }

    @Test
    void readsTheCasesOfTheRepository() throws IOException {
        List<Case> cases = ConformanceFile.readAll(ConformanceFile.folder());
        assertThat(cases).hasSizeGreaterThan(1_000);
        assertThat(cases).allSatisfy(each -> assertThat(given(each.expected())).isPresent());
        assertThat(cases.stream()
                        .filter(each -> each.expected().refusal().isPresent())
                        .count())
                .isGreaterThan(150);
    }

    private static Optional<Pattern> given(Outcome outcome) {
        return outcome.refusal().or(outcome::text).or(outcome::json);
    }
}
