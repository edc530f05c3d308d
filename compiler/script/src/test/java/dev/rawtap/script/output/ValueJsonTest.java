package dev.rawtap.script.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueJsonTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "9007199254740992,9007199254740992",
        "9007199254740993,'\"9007199254740993\"'",
        "-9007199254740993,'\"-9007199254740993\"'",
        "9223372036854775807,'\"9223372036854775807\"'",
        "-9223372036854775808,-9223372036854775808",
        "4611686018427387904,4611686018427387904"
    })
    void integersThatADoubleRoundsAreStrings(long value, String expected) {
        var out = new TextBuffer();
        ValueJson.value(new ScriptValue.Signed(value), out);
        assertThat(out.toString()).isEqualTo(expected);
    }

    /** The JDK's decoder replaces what is not UTF-8 by the Unicode standard's rule too, except for encoded surrogates. */
    @Test
    void anyBytesBecomeValidUtf8AsTheJdkDecodesThem() throws CharacterCodingException {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        byte[] likely = {
            (byte) 0xc3,
            (byte) 0xe2,
            (byte) 0x82,
            (byte) 0xac,
            (byte) 0xf0,
            (byte) 0x9f,
            (byte) 0xa0,
            (byte) 0xf4,
            (byte) 0x90,
            (byte) 0xc0,
            (byte) 0x80,
            'a',
            (byte) 0xe0,
            (byte) 0xff
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(9)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = likely[random.nextInt(likely.length)];
            }
            var out = new TextBuffer();
            ValueJson.value(new ScriptValue.Text(bytes), out);
            String strict = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toBytes()))
                    .toString();
            assertThat(strict)
                    .as("reproduce: -Dseed=%d", seed)
                    .isEqualTo('"' + new String(bytes, StandardCharsets.UTF_8) + '"');
        }
    }

    /** Unicode 17, table 3-9. */
    @Test
    void anEncodedSurrogateIsThreeReplacements() {
        var out = new TextBuffer();
        ValueJson.value(new ScriptValue.Text(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80, 'a'}), out);
        assertThat(out.toString()).isEqualTo("\"\ufffd\ufffd\ufffda\"");
    }

    @Test
    void controlCharactersAreEscapedOneByOne() {
        var out = new TextBuffer();
        ValueJson.string("\u0001z\b\u001f10", out);
        assertThat(out.toString()).isEqualTo("\"\\u0001z\\u0008\\u001f10\"");
    }
}
