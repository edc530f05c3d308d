package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTest {
    @ParameterizedTest
    @CsvSource({
        "sys_enter, sys_enter, true",
        "sys_enter, sys_exit, false",
        "sys_*, sys_exit, true",
        "*exit, sys_exit, true",
        "s*_*t, sys_exit, true",
        "*, anything, true",
        "a*a, a, false",
        "*ab*ab*, abxab, true",
        "*ab*ab*, abx, false",
        "sys_*enter, sys_enter, true"
    })
    void matches(String pattern, String name, boolean fits) {
        assertThat(Pattern.of(pattern).matches(name)).isEqualTo(fits);
    }
}
