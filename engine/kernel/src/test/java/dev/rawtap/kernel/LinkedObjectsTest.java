package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.elf.ElfObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two objects of formats/object's corpus, linked, on the running kernel. */
@KernelTest
class LinkedObjectsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", ".clang21"})
    void linkedProgramsShareFunctionsVariablesAndMaps(String compiler) {
        ElfObject linked = ElfObject.link(
                List.of(Samples.corpusFile("link_one" + compiler), Samples.corpusFile("link_two" + compiler)));
        try (var engine = KernelEngine.open();
                var loaded = engine.load(linked.spec(), LoadOptions.DEFAULT.withKernelOptions("CONFIG_HZ=250"))) {
            assertThat(loaded.program("first")
                            .testRun(TestInput.ofArguments(0, 0))
                            .value())
                    .isEqualTo(3597);
            assertThat(loaded.program("second")
                            .testRun(TestInput.ofArguments(0, 0))
                            .value())
                    .isEqualTo(6);
            assertThat(loaded.map("counts").lookup(Samples.u32(7))).isPresent();
            assertThat(loaded.variable("total").number()).isEqualTo(5);
            assertThat(loaded.program("first").describe().btf())
                    .as("BTF was taken")
                    .isPositive();
        }
    }
}
