package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rawtap.btf.Btf;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.testkit.conformance.RefusalCase;
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

/** Every program of {@code conformance/verifier} on the running kernel: refused as it says, and accepted once it is mended. */
@KernelTest
class RefusalConformanceTest {
    /** Whose wording the cases hold. Later ones are asked for the same rule; earlier ones lack what the programs call. */
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
        Optional<Throwable> thrown = Optional.ofNullable(catchThrowable(() -> load((Source) each.provocation())));

        assertThat(thrown).containsInstanceOf(ProgramRejectedException.class);
        var refused = (ProgramRejectedException) thrown.orElseThrow();
        assertThat(refused.findings()).as(refused.log()).hasSize(1);
        var finding = refused.findings().getFirst();
        assertThat(finding.code()).as(finding.message()).isEqualTo(each.code());
        if (engine.target().version().equals(WORDING)) {
            assertThat(each.text()
                            .difference("the kernel's text", finding.message().getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
        assertThat(refused.errno().name()).isEqualTo(each.errno());
    }

    @ParameterizedTest
    @MethodSource("mended")
    void isAcceptedOnceItIsMended(RefusalCase each) {
        load(each.fixed().orElseThrow());
    }

    private static void load(Source source) {
        engine.load(RefusalObjects.of(source, types), LoadOptions.DEFAULT.withLedger(false))
                .close();
    }
}
