package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MapOutputTest {
    private static final ScriptValue[] UNSIGNED_LAST = {text("a"), unsigned(-1), text("b"), unsigned(7)};

    @TestFactory
    List<DynamicTest> orderMatchesBpftrace() {
        return maps().expect(
                        "counts are ordered by value",
                        end(
                                map("@c", text("a"), unsigned(1), text("b"), unsigned(3), text("c"), unsigned(2)),
                                map("@s", text("x"), number(5), text("y"), number(-7), text("z"), number(3)),
                                map("@u", number(1), unsigned(-1), number(2), unsigned(1))))
                .expect(
                        "least and greatest are ordered by value",
                        end(
                                map("@m", text("a"), number(5), text("b"), number(-3), text("c"), number(1)),
                                map("@x", text("a"), number(5), text("b"), number(-3), text("c"), number(1)),
                                map("@u", UNSIGNED_LAST),
                                map("@n", UNSIGNED_LAST),
                                scalar("@scalar", number(3)),
                                scalar("@t", number(9))))
                .expect(
                        "averages and statistics are ordered by average",
                        end(
                                map("@a", text("x"), average(10), text("y"), average(-20), text("z"), average(3, 4)),
                                map(
                                        "@s",
                                        text("x"),
                                        statistics(10, 21),
                                        text("y"),
                                        statistics(-20),
                                        text("z"),
                                        statistics(3)),
                                map(
                                        "@u",
                                        text("x"),
                                        new ScriptValue.Statistics(1, -1, false),
                                        text("y"),
                                        new ScriptValue.Statistics(1, 7, false)),
                                map(
                                        "@v",
                                        text("x"),
                                        new ScriptValue.Average(1, -1, false),
                                        text("y"),
                                        new ScriptValue.Average(1, 7, false)),
                                scalar("@scalar", average(-5)),
                                scalar("@one", statistics(-7))))
                .expect(
                        "integers are ordered by value",
                        end(
                                map("@i", number(1), number(3), number(2), number(-1), number(3), number(2)),
                                map("@u", number(1), unsigned(-1), number(2), unsigned(1)),
                                map("@p", number(1), unsigned(200), number(2), unsigned(100))))
                .expect(
                        "other values are ordered by key",
                        end(
                                map("@s", number(3), text("a"), number(-1), text("z"), number(2), text("m")),
                                map(
                                        "@t",
                                        text("b"),
                                        tuple(number(1), number(2)),
                                        text("a"),
                                        tuple(number(9), number(9)),
                                        text("B"),
                                        tuple(number(0), number(0)),
                                        text("ab"),
                                        tuple(number(5), number(5))),
                                map("@b", number(2), bool(true), number(1), bool(true), number(3), bool(false)),
                                map(
                                        "@k",
                                        tuple(number(2), text("a")),
                                        text("x"),
                                        tuple(number(1), text("b")),
                                        text("y"),
                                        tuple(number(1), text("a")),
                                        text("z"),
                                        tuple(number(-1), text("c")),
                                        text("w")),
                                map("@u", unsigned(-1), text("big"), unsigned(1), text("small")),
                                map("@e", text("é"), text("1"), text("z"), text("2")),
                                map("@ptr", number(2), pointer(0x1000), number(1), pointer(0x2000))))
                .expect(
                        "enumerators are ordered by name or number",
                        end(
                                map(
                                        "@k",
                                        enumerator("B", 2),
                                        text("b"),
                                        enumerator("A", 3),
                                        text("a"),
                                        enumerator("C", 1),
                                        text("c")),
                                map(
                                        "@v",
                                        text("x"),
                                        enumerator("C", 1),
                                        text("y"),
                                        enumerator("A", 3),
                                        text("z"),
                                        enumerator("B", 2))))
                .expect(
                        "maps are printed in the order of their names",
                        end(
                                scalar("@b", number(1)),
                                map("@a", number(1), number(1)),
                                scalar("@B", number(1)),
                                scalar("@ab", number(1)),
                                scalar("@", number(1)),
                                scalar("@a_", number(1)),
                                map("@empty"),
                                scalar("@never", unsigned(1))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> partsMatchBpftrace() {
        var numbers = map("@", number(1), number(1), number(4), number(4), number(3), number(3), number(2), number(2));
        var strings = map("@s", number(1), text("a"), number(2), text("b"), number(3), text("c"));
        var averages = map("@k", text("y"), average(2), text("x"), average(1));
        return maps().expect(
                        "empty maps",
                        print(map("@x"), 0, 0)
                                .andThen(print(scalar("@s", number(0)), 0, 0))
                                .andThen(print(map("@h"), 0, 0))
                                .andThen(print(scalar("@c", unsigned(0)), 0, 0))
                                .andThen(print(map("@k", number(1), unsigned(0)), 0, 0))
                                .andThen(print(scalar("@l", linear(0, 10, 1)), 0, 0))
                                .andThen(print(scalar("@a", average()), 0, 0))
                                .andThen(print(scalar("@str", text("")), 0, 0))
                                .andThen(print(map("@kh", number(1), histogram(0)), 0, 0))
                                .andThen(end(
                                        scalar("@a", average()),
                                        scalar("@c", unsigned(0)),
                                        map("@k", number(1), unsigned(0)),
                                        map("@kh", number(1), histogram(0)),
                                        scalar("@l", linear(0, 10, 1)),
                                        map("@x"))))
                .expect(
                        "cleared statistics",
                        print(scalar("@t", statistics()), 0, 0)
                                .andThen(print(new ScriptMap("@a", List.of(), true), 0, 0))
                                .andThen(end(
                                        new ScriptMap("@t", List.of(), true), new ScriptMap("@a", List.of(), true))))
                .expect(
                        "print with top",
                        print(numbers, 2, 0)
                                .andThen(print(numbers, 0, 0))
                                .andThen(print(numbers, 9, 0))
                                .andThen(print(strings, 2, 0))
                                .andThen(print(averages, 1, 0))
                                .andThen(end(map("@"), averages)))
                .expect(
                        "print of one value of a map",
                        print(
                                        number(5),
                                        unsigned(1),
                                        average(4),
                                        unsigned(1),
                                        number(-4),
                                        tuple(number(1), number(2)),
                                        number(0),
                                        text("y"),
                                        text(""),
                                        number(-5))
                                .andThen(end(map("@a", number(1), average(4)))))
                .expect(
                        "scalar maps",
                        print(scalar("@a", number(5)), 0, 0)
                                .andThen(print(scalar("@b", text("x y")), 0, 0))
                                .andThen(print(scalar("@c", tuple(number(1), text("a b"))), 0, 0))
                                .andThen(print(scalar("@d", unsigned(1)), 0, 0))
                                .andThen(print(scalar("@h", average(7)), 0, 0))
                                .andThen(print(scalar("@i", statistics(7)), 0, 0))
                                .andThen(end(
                                        scalar("@a", number(5)),
                                        scalar("@b", text("x y")),
                                        scalar("@c", tuple(number(1), text("a b"))),
                                        scalar("@d", unsigned(1)),
                                        scalar("@e", number(-5)),
                                        scalar("@f", number(-3)),
                                        scalar("@g", unsigned(-1)),
                                        scalar("@h", average(7)),
                                        scalar("@i", statistics(7)),
                                        scalar("@j", bool(true)),
                                        scalar("@k", pointer(5)),
                                        scalar("@l", struct(field("a", number(1)))))))
                .expect(
                        "averages toward zero",
                        end(
                                scalar("@a", average(-7, 0)),
                                scalar("@b", average(7, 0)),
                                scalar("@s", statistics(-7, 0)),
                                scalar("@z", statistics(0))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> divisorsMatchBpftrace() {
        ScriptMap[] all = {
            map("@", number(1), number(1001), number(2), number(-2001)),
            scalar("@c", number(100)),
            map("@a", number(1), average(1000)),
            scalar("@s", statistics(1000, 3001)),
            map("@t", number(1), tuple(number(1000), tuple(number(500), text("x"), bool(true)))),
            scalar("@m", number(999)),
            scalar("@n", number(-999)),
            map("@u", number(1), unsigned(-1)),
            scalar("@str", text("x")),
            scalar("@r", struct(field("a", number(1000)), field("b", struct(field("c", number(500)))))),
            scalar("@p", pointer(0x1000)),
            scalar("@e", enumerator("A", 100)),
            scalar("@b", bool(true))
        };
        long[] divisors = {1000, 7, 10, 10, 10, 10, 10, 16, 2, 10, 16, 10, 2};
        var numbers = array(number(1000), number(-2000));
        var record = struct(field("a", numbers), field("b", number(500)));
        return maps().expect("print with a divisor", output -> {
                    for (int i = 0; i < all.length; i++) {
                        output.print(all[i], 0, divisors[i]);
                    }
                    output.print(all[2], 0, 0);
                    output.end(List.of(all));
                })
                .expect(
                        "print with a divisor of arrays",
                        print(scalar("@a", numbers), 0, 10)
                                .andThen(print(scalar("@s", record), 0, 10))
                                .andThen(end(scalar("@a", numbers), scalar("@s", record))))
                .tests();
    }

    private static Golden maps() {
        return new Golden("maps.data");
    }
}
