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
        "1m, 60000000000",
        "ms:1e3, 1000000000",
        "us:0x10, 16000",
        "ms:010, 8000000"
    })
    void isInNanoseconds(String text, long nanoseconds) {
        assertThat(period(text).nanoseconds()).isEqualTo(nanoseconds);
    }

    /** What {@code print(probe)} of bpftrace 0.27.1 prints; that of 1500 there is 1, which it is not. */
    @ParameterizedTest
    @CsvSource({
        "s:1, s:1",
        "1s, us:1000000",
        "1e6, us:1000",
        "us:1_000_000, us:1000000",
        "us:0x10000, us:65536",
        "ms:010, ms:8",
        "1500, 1500"
    })
    void hasAName(String text, String name) {
        assertThat(period(text).name()).isEqualTo(name);
    }

    private static Period period(String text) {
        return Period.of("interval", List.of(text.split(":")));
    }

    /** Messages of bpftrace 0.27.1; it takes the one with two units for 32 years. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s:0 | interval frequency should be a positive integer",
                "s:abc | Invalid rate of interval probe: invalid integer: abc",
                "x:1 | x is not an accepted unit of time",
                "10ns | Invalid rate of interval probe. Minimum is 1000 or 1us. Found: 10 nanoseconds",
                "s:1k | Invalid rate of interval probe: invalid trailing bytes: 1k",
                "s:1s | Invalid rate of interval probe: 1s has a unit already",
                "s | Invalid rate of interval probe: invalid integer: s"
            })
    void refuses(String text, String problem) {
        assertThat(period(text).problem()).isEqualTo(problem);
    }
}
