package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Scripts of a size that nobody writes by hand. */
class LargeScriptsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static AnalysisResult analyze(String script) {
        return Assertions.assertTimeoutPreemptively(PATIENCE, () -> Analyzed.analyze(script));
    }

    @Test
    void tenThousandLines() {
        String script = IntStream.range(0, 10_000)
                .mapToObj("  $x%1$d = %1$d; @m[%1$d] = $x%1$d;\n"::formatted)
                .collect(Collectors.joining("", "begin {\n", "}\n"));
        assertThat(analyze(script).script()).isPresent();
    }

    @Test
    void longChainOfMapsAgainstItsOrder() {
        String script = IntStream.range(0, 5_000)
                .mapToObj(i -> "@a%d = @a%d; ".formatted(i, i + 1))
                .collect(Collectors.joining("", "begin { ", "@a5000 = 70000; }"));
        assertThat(analyze(script).script()).isPresent();
    }

    @Test
    void macrosThatDoubleEachOtherAreRefused() {
        String script = "macro m(x) { x + x } begin { @a = %scpu%s; }".formatted("m(".repeat(40), ")".repeat(40));
        assertThat(Analyzed.told(analyze(script))).contains("more than 1000000 expressions when written out");
    }

    @Test
    void unrolledLoopsInLoopsAreRefused() {
        String script = "begin { %s@a = cpu; %s }".formatted("unroll(100) { ".repeat(5), "}".repeat(5));
        assertThat(Analyzed.told(analyze(script))).contains("more than 1000000 expressions when written out");
    }

    @Test
    void keyOfFiveHundredParts() {
        String key = IntStream.range(0, 500).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        assertThat(analyze("begin { @[%s] = 1; }".formatted(key)).script()).isPresent();
    }

    @Test
    void constantThatStandsForItselfIsRefused() {
        assertThat(Analyzed.told(analyze("#define A B\n#define B A\nbegin { print(A); }")))
                .contains("stands for itself");
    }
}
