package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
    @ParameterizedTest
    @CsvSource({
        "s:1, 1000000000",
        "ms:20, 20000000",
        "us:500, 500000",
        "hz:99, 10101010",
        "1s, 1000000000",
        "100ms, 100000000",
        "2000000, 2000000",
        "1_000ms, 1000000000",
        "1m, 60000000000"
    })
    void isInNanoseconds(String text, long nanoseconds) {
        assertThat(Period.of("interval", List.of(text.split(":")))).isEqualTo(new Period(nanoseconds, ""));
    }

    /** Messages of bpftrace 0.27.1, but for the length, which it lets pass. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s:0 | interval frequency should be a positive integer",
                "s:abc | Invalid rate of interval probe: invalid integer: abc",
                "x:1 | x is not an accepted unit of time",
                "10ns | interval of 10 ns is too short, at least 1us",
                "s | Invalid rate of interval probe: invalid integer: s"
            })
    void refuses(String text, String problem) {
        assertThat(Period.of("interval", List.of(text.split(":"))).problem()).isEqualTo(problem);
    }
}
