package dev.rawtap.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatternTest {
    private static boolean matches(String body, String output) {
        return new Pattern(body).matches(output.getBytes(UTF_8));
    }

    @Test
    void literalTextMatchesItselfAlone() {
        assertThat(matches("a.b\n", "a.b\n")).isTrue();
        assertThat(matches("a.b\n", "axb\n")).isFalse();
        assertThat(matches("a\n", "a\n\n")).isFalse();
        assertThat(matches("", "")).isTrue();
    }

    @Test
    void placesMatchWhatTheyStandFor() {
        assertThat(matches("{{number}}\n", "-42\n")).isTrue();
        assertThat(matches("{{number}}\n", "x\n")).isFalse();
        assertThat(matches("{{hex}}\n", "0xff\n")).isTrue();
        assertThat(matches("{{time}}\n", "13:05:59\n")).isTrue();
        assertThat(matches("a {{word}} b\n", "a x+1 b\n")).isTrue();
        assertThat(matches("a {{word}} b\n", "a  b\n")).isFalse();
        assertThat(matches("a{{any}}\n", "a\n")).isTrue();
    }

    @Test
    void linesMatchesWholeLines() {
        assertThat(matches("a\n{{lines}}\nb\n", "a\nb\n")).isTrue();
        assertThat(matches("a\n{{lines}}\nb\n", "a\n1\n2\nb\n")).isTrue();
        assertThat(matches("a\n{{lines}}\nb\n", "a\n1b\n")).isFalse();
    }

    @Test
    void endSaysThatTheLineEndIsMissing() {
        assertThat(matches("a{{end}}\n", "a")).isTrue();
        assertThat(matches("a{{end}}\n", "a\n")).isFalse();
        assertThat(matches("a\n", "a")).isFalse();
    }

    @Test
    void bytesThatAreNoTextAreEscaped() {
        assertThat(Pattern.encode(new byte[] {'a', 0x1b, (byte) 0xff, 'b', '\n'}))
                .isEqualTo("a{{byte 1b}}{{byte ff}}b\n");
        assertThat(Pattern.encode("é\t€ 😀 \ufffd\n".getBytes(UTF_8))).isEqualTo("é\t€ 😀 \ufffd\n");
        assertThat(Pattern.encode(new byte[] {(byte) 0xe2, (byte) 0x82, '\n'})).isEqualTo("{{byte e2}}{{byte 82}}\n");
        assertThat(Pattern.encode("-- text\n".getBytes(UTF_8))).isEqualTo("{{byte 2d}}- text\n");
        assertThat(new Pattern("a{{byte 1b}}\n").matches(new byte[] {'a', 0x1b, '\n'}))
                .isTrue();
    }

    @Test
    void theDifferenceBeginsAtTheFirstLineThatDiffers() {
        assertThat(new Pattern("1\n{{number}}\n3\n").difference("output", "1\n2\n4\n".getBytes(UTF_8)))
                .contains("output differs from line 3 on\n  expected |3\n  found    |4");
    }
}
