package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockdownTest {
    @ParameterizedTest
    @CsvSource({
        "[none] integrity confidentiality, NONE",
        "none [integrity] confidentiality, INTEGRITY",
        "none integrity [confidentiality], CONFIDENTIALITY",
        "'', NONE"
    })
    void theLevelInBracketsHolds(String text, Lockdown level) {
        assertThat(Lockdown.inBrackets(text)).isEqualTo(level);
    }

    /** Or most tests could not run. A locked down one is asked by the kernel suite. */
    @Test
    @KernelTest
    void thisKernelMayBeRead() throws IOException {
        Map<Integer, String> before = OpenDescriptors.now();
        assertThat(Lockdown.of(new LinuxKernel())).isNotEqualTo(Lockdown.CONFIDENTIALITY);
        assertThat(OpenDescriptors.now()).isEqualTo(before);
    }
}
