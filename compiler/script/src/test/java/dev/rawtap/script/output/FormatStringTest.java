package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.script.output.FormatPiece.ArgumentKind;
import dev.rawtap.script.output.FormatPiece.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatStringTest {
    @Test
    void aConversionKeepsItsParts() {
        var conversion = Golden.format("a%-08.3llx|").conversions().getFirst();
        assertThat(conversion.kind()).isEqualTo(Kind.LOWER_HEXADECIMAL);
        assertThat(conversion.flags()).isEqualTo(new FormatPiece.Flags(true, false, false, false, true));
        assertThat(conversion.width()).isEqualTo(8);
        assertThat(conversion.precision()).isEqualTo(3);
        assertThat(conversion.bits()).isEqualTo(64);
        assertThat(conversion.offset()).isEqualTo(1);
        assertThat(conversion.text()).isEqualTo("%-08.3llx");
    }

    @ParameterizedTest
    @CsvSource({"d,32", "hhd,8", "hd,16", "ld,64", "lld,64", "jd,64", "zd,64", "td,64", "Ld,32"})
    void aLengthSaysHowManyBitsCount(String conversion, int bits) {
        assertThat(Golden.format("%" + conversion).conversions().getFirst().bits())
                .isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({"x %f,2,2", "%5.2lf,0,6", "%g,0,2", "é%n,2,2", "%*d,0,2", "%.*d,0,3", "%1000000d,0,8"})
    void whatHasNoMeaningIsRefusedWithItsPlace(String format, int offset, int length) {
        assertThat(FormatString.parse(format)).isInstanceOfSatisfying(ParsedFormat.Problem.class, problem -> {
            assertThat(problem.offset()).isEqualTo(offset);
            assertThat(problem.length()).isEqualTo(length);
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.hint()).isNotBlank();
        });
    }

    @Test
    void aBufferTakesTheConversionsOfBuffers() {
        assertThat(fitting(ArgumentKind.BUFFER))
                .containsExactlyInAnyOrder(Kind.STRING, Kind.BUFFER, Kind.ESCAPED_BUFFER, Kind.SPACED_BUFFER);
        assertThat(fitting(ArgumentKind.OTHER)).containsExactly(Kind.STRING);
        assertThat(fitting(ArgumentKind.POINTER))
                .contains(Kind.POINTER, Kind.SIGNED, Kind.STRING)
                .doesNotContain(Kind.BUFFER);
        assertThat(fitting(ArgumentKind.NUMBER)).contains(Kind.ALLOCATION_FLAGS, Kind.CHARACTER, Kind.POINTER);
    }

    @Test
    void argumentsAreChecked() {
        var format = Golden.format("%s is %5d");
        assertThat(format.check(List.of(ArgumentKind.OTHER, ArgumentKind.NUMBER)))
                .isEmpty();
        assertThat(format.check(List.of(ArgumentKind.OTHER)))
                .hasValueSatisfying(problem -> assertThat(problem.message())
                        .isEqualTo("the format has 2 conversions, but there are 1 arguments"));
        assertThat(format.check(List.of(ArgumentKind.OTHER, ArgumentKind.BUFFER)))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.message()).isEqualTo("%5d does not fit argument 2");
                    assertThat(problem.offset()).isEqualTo(6);
                    assertThat(problem.hint()).isEqualTo("a buffer takes %r, %rx, %rh or %s");
                });
    }

    /** Every format is read, and every one that is read can be written; C's printf of the JDK is the judge of numbers. */
    @Test
    void anyFormatIsReadAndNumbersAreAsInC() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        String letters = "%%%d-+ #0159.hlLjztxXoucspgr*fq\n";
        for (int i = 0; i < 20_000; i++) {
            var format = new StringBuilder();
            random.ints(random.nextInt(12), 0, letters.length()).forEach(index -> format.append(letters.charAt(index)));
            if (FormatString.parse(format.toString()) instanceof FormatString good) {
                List<ScriptValue> arguments = good.conversions().stream()
                        .map(each -> each.kind().accepts(ArgumentKind.NUMBER)
                                ? number(random.nextLong())
                                : Golden.bytes(1, 'a'))
                        .toList();
                good.write(arguments, new TextBuffer());
            }
            long value = random.nextLong() >> random.nextInt(64);
            String flags = List.of("", "-", "0", "+", " ").get(random.nextInt(5));
            int width = 1 + random.nextInt(30);
            String text = "%" + flags + width + "ld";
            assertThat(written(text, value))
                    .as("%s of %d; reproduce: -Dseed=%d", text, value, seed)
                    .isEqualTo(text.replace("l", "").formatted(value));
        }
    }

    private static String written(String format, long value) {
        var text = new TextBuffer();
        Golden.format(format).write(List.of(number(value)), text);
        return text.toString();
    }

    private static EnumSet<Kind> fitting(ArgumentKind argument) {
        var kinds = EnumSet.allOf(Kind.class);
        kinds.removeIf(kind -> !kind.accepts(argument));
        return kinds;
    }
}
