package dev.rawtap.object.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values as configuration files write them. */
final class OptionValueTest {
    private static final Map<String, Integer> SIZES = Map.of(
            "bool", 1, "tristate", 4, "char", 1, "short", 2, "int", 4, "unsigned", 4, "long", 8, "text", 4, "other", 4);

    private final BtfBuilder types = new BtfBuilder(ByteOrder.BIG_ENDIAN);
    private final int character = types.add(new BtfType.Int("char", 1, BtfType.IntEncoding.SIGNED));
    private final Map<String, Integer> ids = Map.of(
            "bool", types.add(new BtfType.Int("_Bool", 1, BtfType.IntEncoding.BOOL)),
            "tristate", enumeration("libbpf_tristate"),
            "char", character,
            "short", types.add(new BtfType.Int("short", 2, BtfType.IntEncoding.SIGNED)),
            "int", types.add(new BtfType.Int("int", 4, BtfType.IntEncoding.SIGNED)),
            "unsigned", types.add(new BtfType.Int("unsigned int", 4, BtfType.IntEncoding.UNSIGNED)),
            "long", types.add(new BtfType.Int("long long", 8, BtfType.IntEncoding.SIGNED)),
            "text", types.add(new BtfType.Array(character, character, 4)),
            "other", enumeration("other"));
    private final Btf btf = types.build("test");

    private int enumeration(String name) {
        return types.add(new BtfType.Enum(name, 4, false, List.of()));
    }

    private String encoded(String type, String text) throws OptionValue.MismatchException {
        byte[] bytes = new OptionValue(btf, ByteOrder.BIG_ENDIAN)
                .encode(ids.getOrDefault(type, 0), SIZES.getOrDefault(type, 0), text);
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "bool, y, 01",
                "bool, n, 00",
                "bool, 1, 01",
                "tristate, n, 00000000",
                "tristate, y, 00000001",
                "tristate, m, 00000002",
                "char, m, 6d",
                "char, 65, 41",
                "short, -32768, 8000",
                "int, 2147483647, 7fffffff",
                "int, 0x10, 00000010",
                "int, 010, 00000008",
                "unsigned, 4294967295, ffffffff",
                "long, -1, ffffffffffffffff",
                "long, 0xffffffffffffffff, ffffffffffffffff",
                "text, \"ab\", 61620000",
                "text, \"abcdef\", 61626300",
                "text, \"\", 00000000",
            })
    void valuesAreEncoded(String type, String text, String bytes) throws OptionValue.MismatchException {
        assertThat(encoded(type, text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "bool | m | is m, for enum libbpf_tristate or char",
                "int | y | is y, for bool, enum libbpf_tristate or char",
                "other | y | is y, for bool, enum libbpf_tristate or char",
                "bool | 2 | is 2, for an integer type",
                "text | 1 | is 1, for an integer type",
                "short | 32768 | is 32768, which does not fit a signed integer of 2 bytes",
                "unsigned | -1 | is -1, which does not fit an unsigned integer of 4 bytes",
                "int | \"text\" | is the text \"text\", for an array of char",
                "text | \"open | is the text \"open, whose end is missing",
                "int | 12abc | is '12abc', which is no value of an option",
            })
    void mismatchesAreNamed(String type, String text, String message) {
        assertThatThrownBy(() -> encoded(type, text))
                .isInstanceOf(OptionValue.MismatchException.class)
                .hasMessage(message);
    }
}
