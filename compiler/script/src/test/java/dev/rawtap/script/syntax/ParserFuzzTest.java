package dev.rawtap.script.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rawtap.script.FuzzedScripts;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a script is: the parser gives a tree or problems that lie in it, and what it took without one it takes again
 * when it is formatted. Without {@code JAZZER_FUZZ=1} what was found once is tried.
 */
class ParserFuzzTest {
    static Stream<byte[]> scripts() {
        return FuzzedScripts.some();
    }

    @MethodSource("scripts")
    @FuzzTest(maxDuration = "8m")
    void parses(byte[] bytes) {
        ParsedScript script = FuzzedScripts.soon(() -> ScriptParser.parse("fuzzed", bytes));

        FuzzedScripts.requireInside(script.program().source(), script.problems());
        if (script.problems().isEmpty()) {
            HostileScriptTest.requireStable(script);
        }
        assertThat(script.problems()).hasSizeLessThanOrEqualTo(100);
    }
}
