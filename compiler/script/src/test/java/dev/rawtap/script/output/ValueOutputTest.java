package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ValueOutputTest {
    private static final ScriptValue INNER = struct(field("x", number(3)), field("y", number(4)));
    private static final ScriptValue MAC = new ScriptValue.Mac(array(0x18, 0xc0, 0x4d, 0x08, 0x2e, 0xbb));

    @TestFactory
    List<DynamicTest> numbersMatchBpftrace() {
        return values().expect(
                        "integers",
                        print(
                                        number(5),
                                        number(-5),
                                        number(-1),
                                        unsigned(200),
                                        unsigned(-1),
                                        number(9007199254740992L),
                                        number(9007199254740993L),
                                        number(-9007199254740993L),
                                        number(4294967296L),
                                        number(Long.MAX_VALUE))
                                .andThen(end()))
                .expect(
                        "pointers",
                        print(pointer(0x1234), pointer(0), pointer(0xffffffff81000000L))
                                .andThen(end()))
                .expect(
                        "truth",
                        print(bool(true), bool(false))
                                .andThen(end(scalar("@", bool(true)), map("@k", bool(false), bool(true)))))
                .expect(
                        "enumerators",
                        print(enumerator("A", 1), enumerator("NEG", -3), enumerator("7", 7))
                                .andThen(end(
                                        map("@", enumerator("A", 1), enumerator("B", 5)),
                                        map(
                                                "@e",
                                                tuple(enumerator("B", 5), number(1)),
                                                tuple(enumerator("A", 1), enumerator("B", 5))),
                                        map("@a", enumerator("B", 5), number(8), enumerator("A", 1), number(7)),
                                        map("@n", enumerator("7", 7), enumerator("7", 7)))))
                .expect(
                        "pointers that a double does not hold",
                        print(pointer(0xffffffff81000001L))
                                .andThen(end(
                                        scalar("@", pointer(0xffffffff81000001L)),
                                        map("@k", tuple(pointer(0xffffffff81000001L), pointer(0)), number(1)))))
                .expect(
                        "nested integers that a double does not hold",
                        end(
                                scalar(
                                        "@",
                                        tuple(
                                                number(9007199254740993L),
                                                struct(field("a", number(9007199254740993L))))),
                                map("@k", number(9007199254740993L), number(9007199254740993L))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> stringsMatchBpftrace() {
        return values().expect(
                        "strings",
                        print(text("a\u0001\t\"\\\r\u007f/"))
                                .andThen(end(
                                        map("@", text("x y"), text("q\u0002")),
                                        map("@s", text(""), text("")),
                                        map("@p", text("(sd-pam)"), number(1)),
                                        map("@q", tuple(text("(a"), text("b)")), text("(c)")),
                                        map("@r", tuple(tuple(text("(x)"), number(1)), number(2)), number(1)),
                                        map("@b", tuple(text("a,b"), text("c")), number(1)))))
                .expect(
                        "strings beyond ascii",
                        print(raw(0xc3, 0xa9, 0x80))
                                .andThen(printf("é %s\n", raw(0xff)))
                                .andThen(end(map("@", text("aé"), text("é€😀")))))
                .expect(
                        "buffers",
                        print(bytes('a', 1, '"', '\\', 'b', ' ', 0xc3, 0xa9, '\n'))
                                .andThen(end(
                                        scalar("@b", bytes('a', 'b', 1)), map("@c", bytes('a', 'b', 1), bytes('x')))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> compositesMatchBpftrace() {
        var record = struct(field("a", number(1)), field("b", text("x y")));
        var numbers = array(number(1), number(-2));
        var raw = array(unsigned(1), unsigned(255), unsigned(97), unsigned(98));
        var small = array(number(1), number(-1));
        var outer =
                struct(field("a", number(1)), field("b", number(-2)), field("in", INNER), field("p", pointer(0x1000)));
        return values().expect(
                        "tuples",
                        print(
                                        tuple(number(1)),
                                        tuple(number(1), text("x"), tuple(number(2), tuple(number(3), text("y z")))))
                                .andThen(end(
                                        scalar("@", tuple(number(1), number(2))),
                                        map("@t", tuple(tuple(number(1), number(2)), number(3)), number(1)),
                                        map(
                                                "@u",
                                                tuple(
                                                        tuple(tuple(number(1), number(2)), tuple(number(3), number(4))),
                                                        text("k v")),
                                                tuple(number(1), tuple(text("a"), text("b")))),
                                        map("@v", tuple(number(5)), number(1)),
                                        map("@w", tuple(number(1), tuple(number(2), number(3))), number(2)))))
                .expect(
                        "records",
                        print(
                                        record,
                                        struct(
                                                field("a", number(1)),
                                                field(
                                                        "b",
                                                        struct(
                                                                field("c", number(2)),
                                                                field("d", tuple(number(3), number(4)))))))
                                .andThen(end(
                                        scalar(
                                                "@r",
                                                struct(
                                                        field("a", number(1)),
                                                        field("b", tuple(number(2), text("hi"))))),
                                        map("@k", record, number(2)),
                                        map(
                                                "@l",
                                                tuple(struct(field("a", number(1)), field("b", number(2))), number(3)),
                                                struct(field("q", number(1)))),
                                        map("@m", tuple(number(1), record), number(2)))))
                .expect(
                        "structs",
                        print(outer)
                                .andThen(end(
                                        scalar("@", outer),
                                        map("@k", INNER, number(1)),
                                        map("@m", tuple(INNER, number(2)), tuple(number(1), INNER)))))
                .expect(
                        "arrays of bytes",
                        print(numbers, raw, small)
                                .andThen(printf("%s %s\n", numbers, raw))
                                .andThen(end(
                                        scalar("@", raw),
                                        map("@k", numbers, raw),
                                        scalar("@t", tuple(number(1), numbers)),
                                        map("@u", tuple(number(1), numbers, small), small))))
                .tests();
    }

    @TestFactory
    List<DynamicTest> namesAndAddressesMatchBpftrace() {
        var symbol = new ScriptValue.Symbol(1, "do_syscall_64");
        return values().expect(
                        "addresses",
                        print(
                                        inet("127.0.0.1"),
                                        inet("::1"),
                                        inet("0:0:0:0:0:ffff:102:304"),
                                        inet("2001:db8:0:0:1:0:0:0"),
                                        inet("0:0:0:0:0:0:0:0"),
                                        inet("1:0:2:3:4:5:6:7"),
                                        inet("::102:304"),
                                        inet("fe80::ABCD"),
                                        inet("1.2.3.4"),
                                        inet("1:2:3:4:5:6::"),
                                        inet("1.2.3.4"))
                                .andThen(printf("%s|%20s|\n", inet("::1"), inet("0.0.0.0")))
                                .andThen(end(
                                        map("@i", inet("127.0.0.1"), inet("2001:db8::1")),
                                        map("@a", tuple(text("a"), inet("::1")), number(1)),
                                        map("@o", inet("10.0.0.1"), text("x")))))
                .expect(
                        "hardware addresses",
                        print(MAC)
                                .andThen(printf("%s|%20s|\n", MAC, MAC))
                                .andThen(end(map("@", MAC, MAC), map("@t", tuple(MAC, number(1)), number(1)))))
                .expect(
                        "symbols",
                        print(new ScriptValue.Symbol(0, "0"), new ScriptValue.Symbol(12345, "0x3039"), symbol)
                                .andThen(printf("%s|%30s|\n", symbol, new ScriptValue.Symbol(0xffff, "0xffff")))
                                .andThen(end(map("@k", symbol, new ScriptValue.Symbol(12345, "0x3039")))))
                .expect(
                        "times",
                        print(
                                        new ScriptValue.Time(0, "2026-11-21"),
                                        new ScriptValue.Time(5, "%|\n"),
                                        tuple(number(1), new ScriptValue.Time(5, "%|\n")))
                                .andThen(end(map("@", new ScriptValue.Time(0, "%"), text("x")))))
                .expect(
                        "names of errors and signals",
                        print(
                                        error(2),
                                        error(11),
                                        error(0),
                                        error(9999),
                                        error(-2),
                                        signal(9),
                                        signal(0),
                                        signal(34),
                                        signal(64),
                                        signal(100))
                                .andThen(end(map("@", error(1), signal(15)))))
                .tests();
    }

    private static Golden values() {
        return new Golden("values.data");
    }

    private static ScriptValue error(int number) {
        return text(ErrorText.inScript(number));
    }

    private static ScriptValue signal(int number) {
        return text(SignalText.of(number));
    }

    /** The JDK reads addresses independently of what writes them here; it makes IPv4 of {@code ::ffff:1.2.3.4}, so groups. */
    private static ScriptValue inet(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            if (bytes.length == 4 && address.contains(":")) {
                byte[] mapped = new byte[16];
                mapped[10] = mapped[11] = (byte) 0xff;
                System.arraycopy(bytes, 0, mapped, 12, 4);
                return new ScriptValue.Inet(mapped);
            }
            return new ScriptValue.Inet(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
