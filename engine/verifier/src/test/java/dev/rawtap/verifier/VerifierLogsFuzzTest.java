package dev.rawtap.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rawtap.isa.Instruction;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.testkit.conformance.RefusalCase.LogText;
import dev.rawtap.testkit.conformance.RefusalFile;
import dev.rawtap.verifier.ExplainedLog.Verdict;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a log is: reading it ends soon, and gives logs that hold together. Without {@code JAZZER_FUZZ=1} what was found
 * once is tried.
 */
class VerifierLogsFuzzTest {
    private static final ProgramSpec PROGRAM = new ProgramSpec(
            "program",
            "",
            new AttachPoint.TestRun(),
            true,
            List.of(new Instruction.Exit()),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    static Stream<byte[]> logs() throws IOException {
        return RefusalFile.readAll(RefusalFile.folder()).stream()
                .flatMap(each -> each.provocation() instanceof LogText log ? Stream.of(log.text()) : Stream.empty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("logs")
    @FuzzTest(maxDuration = "10m")
    void reads(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        var found = new ArrayList<ExplainedLog>();

        int count = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> VerifierLogs.read(new StringReader(text), found::add));
        VerifierReport report =
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> VerifierLog.read(text, PROGRAM));

        assertThat(found).hasSize(count);
        assertThat(found).allSatisfy(log -> {
            assertThat(log.verdict() == Verdict.REFUSED).isEqualTo(!log.gist().isEmpty());
            log.finding().ifPresent(finding -> assertThat(finding.message()).isEqualTo(log.gist()));
        });
        assertThat(report.log()).isEqualTo(text);
        assertThat(report.findings()).hasSizeLessThanOrEqualTo(1);
        assertThat(report.gist().length()).isLessThan(10_000);
    }
}
