package dev.rawtap.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandBytesTest {
    private static final byte[] NOT_UTF_8 = {'x', (byte) 0xff, (byte) 0xfe};

    @Test
    void takesBytesFromTheEndOfTheOwnCommandLine() {
        List<byte[]> own = List.of("java".getBytes(US_ASCII), "cat".getBytes(US_ASCII), NOT_UTF_8);
        List<String> command = List.of("cat", new String(NOT_UTF_8, UTF_8));
        assertThat(CommandBytes.of(command, own, UTF_8).get(1)).isEqualTo(NOT_UTF_8);
    }

    @Test
    void encodesWhatIsNotThere() {
        List<byte[]> own = List.of("java".getBytes(US_ASCII));
        assertThat(CommandBytes.of(List.of("é"), own, UTF_8)).containsExactly("é".getBytes(UTF_8));
        assertThat(CommandBytes.of(List.of("é"), own, US_ASCII))
                .as("the locale cannot hold it")
                .containsExactly("é".getBytes(UTF_8));
        assertThat(CommandBytes.of(List.of("a", "b"), List.of(), UTF_8)).hasSize(2);
    }
}
