package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelNamesTest {
    @Test
    void keepsFifteenAllowedCharacters() {
        assertThat(KernelNames.of("trace_of_everything")).isEqualTo("trace_of_everyt");
        assertThat(KernelNames.of("my-prog é.1")).isEqualTo("my_prog__.1");
    }
}
