package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.testkit.conformance.Actual;
import dev.rawtap.testkit.conformance.Case;
import dev.rawtap.testkit.conformance.ConformanceFile;
import dev.rawtap.testkit.conformance.Format;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case of conformance/script that is refused for its meaning is refused here with the same first message; all others pass. */
@KernelTest
class ConformanceMessagesTest {
    /** What the command line refuses, not the script, or what needs the machine: imports, symbols, tracefs. */
    private static final Set<String> ELSEWHERE = Set.of("commandline", "syntax", "literals");

    private static final Set<String> BY_THE_MACHINE = Set.of(
            "kaddr",
            "ksym_of_kaddr",
            "ksym_with_offset",
            "ksym_as_key",
            "tp_unknown_category",
            "cgroupid",
            "empty_script",
            "test_probe_without_flag",
            "bench_probe_without_flag",
            "command_missing");

    static Stream<Case> cases() throws IOException {
        return ConformanceFile.readAll(ConformanceFile.folder()).stream()
                .filter(each -> each.script().isPresent())
                .filter(each -> !ELSEWHERE.contains(each.topic()))
                .filter(each -> !BY_THE_MACHINE.contains(each.name()))
                .filter(each -> each.files().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysTheSame(Case each) {
        AnalysisResult result = Analyzed.analyze(each.script().orElseThrow(), options(each));
        List<Diagnostic> errors = result.diagnostics().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
        boolean syntax = each.expected()
                .refusal()
                .filter(text -> text.body().contains("ERROR: syntax:"))
                .isPresent();
        if (syntax) {
            return;
        }
        if (each.expected().refusal().isEmpty()) {
            assertThat(Analyzed.told(result)).doesNotContain("ERROR");
        } else if (errors.stream().noneMatch(problem -> problem.code().equals("syntax"))) {
            var refused = Actual.of("", Analyzed.told(result), each.expected().exit());
            assertThat(each.differences(Format.TEXT, refused)).isEmpty();
        }
    }

    private static AnalysisOptions options(Case each) {
        var named = new HashMap<String, Optional<String>>();
        List<String> positional =
                each.parameters().stream().takeWhile(word -> !word.equals("--")).toList();
        each.parameters().stream()
                .skip(positional.size())
                .filter(word -> word.startsWith("--"))
                .forEach(word -> {
                    int equals = word.indexOf('=');
                    named.put(
                            equals < 0 ? word.substring(2) : word.substring(2, equals),
                            equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1)));
                });
        var mode = each.arguments().contains("--test")
                ? AnalysisOptions.Mode.TEST
                : each.arguments().contains("--bench") ? AnalysisOptions.Mode.BENCH : AnalysisOptions.Mode.RUN;
        return Analyzed.options()
                .withParameters(positional, named)
                .withEnvironment(each.environment())
                .withUnsafe(each.arguments().contains("--unsafe"))
                .withMode(mode);
    }
}
