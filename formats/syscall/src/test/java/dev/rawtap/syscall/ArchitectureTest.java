package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void knowsTheNamesThatOtherToolsUse() {
        assertThat(Architecture.of("amd64")).isEqualTo(Architecture.X86_64);
        assertThat(Architecture.of("AArch64")).isEqualTo(Architecture.ARM64);
        assertThat(Architecture.of("i686")).isEqualTo(Architecture.I386);
        assertThat(Architecture.of("armv7l")).isEqualTo(Architecture.ARM);
        for (Architecture architecture : Architecture.values()) {
            assertThat(Architecture.of(architecture.toString())).isEqualTo(architecture);
        }
    }

    @Test
    void unknownNameGivesTheKnownOnes() {
        assertThatThrownBy(() -> Architecture.of("riscv64"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no architecture 'riscv64'")
                .satisfies(failure -> assertThat(((InvalidInputException) failure).hint())
                        .contains("one of x86_64, i386, arm64, arm"));
    }

    @Test
    void hostIsAMachineAndNever32Bit() {
        assertThat(Architecture.host()).isIn(Architecture.X86_64, Architecture.ARM64);
    }
}
