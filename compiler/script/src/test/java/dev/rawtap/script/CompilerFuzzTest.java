package dev.rawtap.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.Analyzed;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a script is: the compiler gives code or says why not. Without {@code JAZZER_FUZZ=1} what was found once is
 * tried.
 */
class CompilerFuzzTest {
    static Stream<byte[]> scripts() {
        return FuzzedScripts.some();
    }

    @MethodSource("scripts")
    @FuzzTest(maxDuration = "8m")
    void compiles(byte[] bytes) {
        ParsedScript parsed = ScriptParser.parse("fuzzed", bytes);
        AnalysisOptions options = Analyzed.options();
        try {
            ScriptCompiler.Compilation compilation = FuzzedScripts.soon(
                    () -> ScriptCompiler.compile(parsed, options.withUnsafe(true), LoweringOptions.DEFAULT));
            FuzzedScripts.requireInside(parsed.program().source(), compilation.diagnostics());
            assertThat(compilation.script().isPresent()
                            || !compilation.diagnostics().isEmpty())
                    .as("code or a reason")
                    .isTrue();
        } catch (InvalidInputException | UnsupportedException tooLarge) {
            assertThat(tooLarge.getMessage()).isNotBlank();
        }
    }
}
