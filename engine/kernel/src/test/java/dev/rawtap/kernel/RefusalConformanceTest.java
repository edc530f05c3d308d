package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rawtap.btf.Btf;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Pace;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.testkit.conformance.RefusalCase;
import dev.rawtap.testkit.conformance.RefusalCase.Refusal;
import dev.rawtap.testkit.conformance.RefusalCase.Source;
import dev.rawtap.testkit.conformance.RefusalFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program of {@code conformance/verifier} on the running kernel: answered as it says, whether as it is or mended. */
@KernelTest
class RefusalConformanceTest {
    /** Whose wording the cases hold; others are asked for the rule and the error. */
    private static final KernelVersion WORDING = new KernelVersion(6, 18);

    private static KernelEngine engine;
    private static Btf types;

    @BeforeAll
    static void open() {
        engine = KernelEngine.open();
        types = engine.target().btf().orElseThrow();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    static Stream<RefusalCase> provoked() throws IOException {
        return RefusalFile.readAll(RefusalFile.folder()).stream().filter(each -> each.provocation() instanceof Source);
    }

    static Stream<RefusalCase> mended() throws IOException {
        return provoked().filter(each -> each.fixed().isPresent());
    }

    @ParameterizedTest
    @MethodSource("provoked")
    void isRefusedWithItsReason(RefusalCase each) {
        if (each.code().equals("too-large")) {
            Pace.assumeFast("walking a million instructions");
        }
        Optional<Refusal> refusal = each.refusalOn(engine.target().version());
        Optional<ProgramRejectedException> refused = answer((Source) each.provocation(), refusal);

        if (engine.target().version().equals(WORDING)) {
            String message = refused.orElseThrow().findings().getFirst().message();
            assertThat(each.text().difference("the kernel's text", message.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("mended")
    void isAcceptedOnceItIsMended(RefusalCase each) {
        answer(each.fixed().orElseThrow(), each.fixedRefusalOn(engine.target().version()));
    }

    /** Loads a program, which is accepted, or refused and explained by one finding as expected. */
    private static Optional<ProgramRejectedException> answer(Source source, Optional<Refusal> expected) {
        ObjectSpec object = RefusalObjects.of(source, types);
        Optional<Throwable> thrown = Optional.ofNullable(catchThrowable(
                () -> engine.load(object, LoadOptions.DEFAULT.withLedger(false)).close()));
        if (expected.isEmpty()) {
            assertThat(thrown).isEmpty();
            return Optional.empty();
        }
        assertThat(thrown).containsInstanceOf(ProgramRejectedException.class);
        var refused = (ProgramRejectedException) thrown.orElseThrow();
        assertThat(refused.findings()).as(refused.log()).hasSize(1);
        var finding = refused.findings().getFirst();
        assertThat(new Refusal(finding.code(), refused.errno().name()))
                .as(finding.message())
                .isEqualTo(expected.get());
        return Optional.of(refused);
    }
}
