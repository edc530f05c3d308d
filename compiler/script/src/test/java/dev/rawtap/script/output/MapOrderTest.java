package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.script.output.ScriptMap.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MapOrderTest {
    /** Keys of each type in the order in which they are printed. */
    static Stream<List<ScriptValue>> keys() {
        return Stream.of(
                List.of(number(Long.MIN_VALUE), number(-1), number(0), number(5)),
                List.of(unsigned(0), unsigned(5), unsigned(Long.MIN_VALUE), unsigned(-1)),
                List.of(pointer(0), pointer(0x1000), pointer(0xffffffff81000000L)),
                List.of(bool(false), bool(true)),
                List.of(text(""), text("B"), text("a"), text("ab"), text("b"), text("é")),
                List.of(bytes(), bytes(0), bytes(0, 1), bytes(0x80)),
                List.of(enumerator("C", 1), enumerator("A", 2)),
                List.of(inet(9, 0, 0, 1), inet(10, 0, 0, 1), inet(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
                List.of(new ScriptValue.Mac(array(0, 0, 0, 0, 0, 1)), new ScriptValue.Mac(array(0x80, 0, 0, 0, 0, 0))),
                List.of(new ScriptValue.Symbol(1, "z"), new ScriptValue.Symbol(0xffffffff81000000L, "a")),
                List.of(new ScriptValue.Time(1, "b"), new ScriptValue.Time(2, "a")),
                List.of(
                        tuple(number(-1), text("z")),
                        tuple(number(1), text("a")),
                        tuple(number(1), text("b")),
                        tuple(number(2), text("a"))),
                List.of(struct(field("a", number(1))), struct(field("a", number(2)))),
                List.of(array(number(1)), array(number(1), number(0)), array(number(2))),
                List.of(stack(1), stack(1, 2), stack(0xffffffff81000000L)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void equalValuesAndTextFollowTheirKeys(List<ScriptValue> keys) {
        for (ScriptValue value : List.of(unsigned(1), text("same"), average(3), histogram(0, 1))) {
            List<Entry> expected =
                    keys.stream().map(key -> new Entry(key, value)).toList();
            var shuffled = new ArrayList<>(expected);
            Collections.shuffle(shuffled, new Random(7));
            assertThat(MapOrder.sorted(shuffled, 0)).isEqualTo(expected);
            assertThat(MapOrder.sorted(shuffled, 1)).containsExactly(expected.getLast());
        }
    }

    private static ScriptValue inet(int... bytes) {
        return new ScriptValue.Inet(array(bytes));
    }

    private static ScriptValue stack(long... addresses) {
        return new ScriptValue.Stack(
                StackMode.RAW, Arrays.stream(addresses).mapToObj(Frame::unknown).toList());
    }
}
