package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternetAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 7f000001",
        "::1, 00000000000000000000000000000001",
        "fe80::1:2, fe800000000000000000000000010002",
        "::ffff:1.2.3.4, 00000000000000000000ffff01020304",
        "1:2:3:4:5:6:7:8, 00010002000300040005000600070008"
    })
    void parses(String text, String bytes) {
        assertThat(HexFormat.of().formatHex(InternetAddress.parse(text).orElseThrow()))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "::1::2", "1:2:3", "g::", "1:2:3:4:5:6:7:8:9", "12345::"})
    void refuses(String text) {
        assertThat(InternetAddress.parse(text)).isEmpty();
    }
}
