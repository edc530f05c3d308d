package dev.rawtap.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.testkit.conformance.RefusalCase;
import dev.rawtap.testkit.conformance.RefusalCase.LogText;
import dev.rawtap.testkit.conformance.RefusalFile;
import dev.rawtap.verifier.ExplainedLog.Verdict;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code conformance/verifier} against the rules; those with a program run in engine/kernel. */
class RuleCasesTest {
    static Stream<RefusalCase> all() throws IOException {
        return RefusalFile.readAll(RefusalFile.folder()).stream();
    }

    static Stream<RefusalCase> logs() throws IOException {
        return all().filter(each -> each.provocation() instanceof LogText);
    }

    @Test
    void everyRuleHasACase() throws IOException {
        assertThat(all().map(RefusalCase::code).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Rules.all().stream().map(Rules.Rule::code).toList());
    }

    @Test
    void whatOtherKernelsAnswerHasARule() throws IOException {
        assertThat(Rules.all().stream().map(Rules.Rule::code))
                .containsAll(all().flatMap(each -> Stream.of(each.others(), each.othersToFixed()))
                        .flatMap(List::stream)
                        .flatMap(other -> other.refusal().stream())
                        .map(RefusalCase.Refusal::code)
                        .toList());
    }

    @Test
    void missingHelperIsNamed() {
        assertThat(Rules.find("invalid func unknown#165").orElseThrow().because())
                .isEqualTo("this kernel has no helper number 165 (bpf_snprintf, which came with Linux 5.13)");
        assertThat(Rules.find("invalid func unknown#-1").orElseThrow().because())
                .contains("(nor has any known one)");
        assertThat(Rules.find("invalid func unknown#99999999999").orElseThrow().because())
                .contains("(nor has any known one)");
    }

    /** What the kernel test saw is explained by the same rule here, without a kernel. */
    @ParameterizedTest
    @MethodSource("all")
    void itsTextIsKnown(RefusalCase each) {
        String text = each.text().body().replace("{{number}}", "7");
        assertThat(Rules.find(text).map(Rules.Match::code)).contains(each.code());
    }

    @ParameterizedTest
    @MethodSource("logs")
    void logIsExplained(RefusalCase each) throws IOException {
        var found = new ArrayList<ExplainedLog>();
        VerifierLogs.read(new StringReader(((LogText) each.provocation()).text()), found::add);
        assertThat(found).singleElement().satisfies(log -> {
            assertThat(log.verdict()).isEqualTo(Verdict.REFUSED);
            assertThat(each.text().difference("the refusal", log.gist().getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
            assertThat(log.finding().orElseThrow().code()).isEqualTo(each.code());
        });
    }
}
