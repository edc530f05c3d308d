package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PrintfOutputTest {
    private static final ScriptValue A = enumerator("A", 65);
    private static final ScriptValue B = enumerator("B", -2);

    @TestFactory
    List<DynamicTest> numbersMatchBpftrace() {
        return new Golden("printf.data")
                .expect(
                        "signed conversions",
                        printf(
                                        "%d|%5d|%-5d|%05d|%+d|% d|%+05d|%-+5d|%.3d|%5.3d|%-5.3d|%05.3d|%.0d|%d\n",
                                        numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, -13))
                                .andThen(printf("%i|%5i|%d|%d\n", numbers(-1, -2, Long.MAX_VALUE, 0x80000000L)))
                                .andThen(end()))
                .expect(
                        "signed conversions with a length",
                        printf("%hhd|%hd|%d|%ld|%lld|%jd|%zd|%td|%Ld\n", same(9, number(-8070450532247928833L)))
                                .andThen(printf("%hhd|%hd|%d|%ld\n", numbers(384, 98304, 6442450944L, 6442450944L)))
                                .andThen(printf("%hhi %li\n", numbers(511, -8070450532247928833L)))
                                .andThen(end()))
                .expect(
                        "unsigned conversions",
                        printf(
                                        "%u|%5u|%-5u|%05u|%x|%X|%o|%#x|%#X|%#o|%#5x|%#05x|%-#6x|%08x|%.4x|%#.4x|%8.4x|%#x|%#o|%.0x|%.0u\n",
                                        numbers(
                                                1, 2, 3, 4, 255, 255, 8, 255, 255, 8, 1, 1, 1, 48879, 10, 10, 10, 0, 0,
                                                0, 0))
                                .andThen(printf("%u %x %o %X\n", numbers(-1, -1, -1, -1)))
                                .andThen(printf("%+u|% u|%+x\n", numbers(5, 6, 7)))
                                .andThen(end()))
                .expect(
                        "unsigned conversions with a length",
                        printf("%hhx|%hx|%x|%lx|%llx|%jx|%zx|%tx|%Lx\n", same(9, unsigned(0xfedcba9876543210L)))
                                .andThen(printf(
                                        "%hhu|%hu|%u|%lu|%llu|%ju|%zu\n", same(7, unsigned(0xfedcba9876543210L))))
                                .andThen(printf("%hho|%lo|%lX|%#lx\n", same(4, unsigned(0xfedcba9876543210L))))
                                .andThen(printf("%lx %x %hhx\n", numbers(-1, -2, -3)))
                                .andThen(end()))
                .expect(
                        "zero padding and signs",
                        printf(
                                        "%05d|%+05d|%#08x|%05s|%-05d|%0d|%08lx|%+d\n",
                                        number(-13),
                                        number(-7),
                                        number(255),
                                        text("ab"),
                                        number(5),
                                        number(6),
                                        number(-1),
                                        number(-9))
                                .andThen(end()))
                .expect(
                        "pointers",
                        printf(
                                        "%p|%20p|%-20p|%p|%p|%p|%020p\n",
                                        pointer(0x1000),
                                        pointer(0x1000),
                                        pointer(0x1000),
                                        pointer(0),
                                        number(255),
                                        pointer(0xffffffff81000000L),
                                        pointer(0x10))
                                .andThen(printf("%x %lx %d %lu\n", same(4, pointer(0x123456789aL))))
                                .andThen(end()))
                .expect(
                        "truth values as numbers",
                        printf("%d %u %x %5d %c|\n", bool(true), bool(true), bool(false), bool(true), bool(true))
                                .andThen(end()))
                .expect(
                        "enumerators as numbers",
                        printf("%d %u %x %lx %c|%d %lld|%s %5s|%-5s|\n", A, A, A, A, A, B, B, A, A, A)
                                .andThen(end()))
                .expect(
                        "flags of page allocation",
                        printf("%gr\n", number(0xcc0))
                                .andThen(printf("%gr|%gr|%gr\n", numbers(0, 0x400dc0, 1)))
                                .andThen(printf("%gr %gr\n", numbers(0x2400cc0, 0xffffffffL)))
                                .andThen(printf("%30gr|%-30gr|\n", numbers(0xcc0, 0xcc0)))
                                .andThen(end()))
                .tests();
    }

    @TestFactory
    List<DynamicTest> textMatchesBpftrace() {
        var two = bytes('a', 1);
        return new Golden("printf.data")
                .expect(
                        "characters",
                        printf("%c%c%c|%3c|%-3c|%c\n", numbers(65, 98, 0x141, 66, 67, 10))
                                .andThen(printf("%c%c\n", numbers(0xc3, 0xa9)))
                                .andThen(end()))
                .expect(
                        "strings",
                        printf(
                                        "%s|%5s|%-5s|%2s|%.2s|%5.1s|%s|%5s|%-8s|\n",
                                        texts("abc", "de", "fg", "hij", "klm", "nop", "", "", "é"))
                                .andThen(printf("%05s|%+s|%#s\n", texts("a", "b", "c")))
                                .andThen(end()))
                .expect(
                        "strings of other values",
                        printf(
                                        "%s %s %s %s %s %s %s\n",
                                        number(5),
                                        number(-6),
                                        bool(true),
                                        tuple(number(1), text("a")),
                                        struct(field("a", number(1)), field("b", text("x y"))),
                                        enumerator("A", 1),
                                        pointer(0x10))
                                .andThen(printf(
                                        "%5s|%-5s|%5s|%10s|\n",
                                        number(5), number(-6), bool(true), tuple(number(1), number(2))))
                                .andThen(printf("%s %s %s %s\n", unsigned(1), text("v"), average(5), text("end")))
                                .andThen(printf("%s %s\n", unsigned(-1), number(-1)))
                                .andThen(end(
                                        scalar("@a", average(5)),
                                        scalar("@c", unsigned(1)),
                                        map("@m", text("k"), text("v")))))
                .expect(
                        "buffers",
                        printf(
                                        "%r|%rx|%rh|%s|\n",
                                        bytes('a', 'b', 1, 0xc3, 0xa9, '\\', '"', '\n'),
                                        bytes('a', 'b', 1),
                                        bytes('a', 'b', 1),
                                        bytes('a', 'b', 1))
                                .andThen(printf(
                                        "%20r|%-20r|%20rx|%20rh|%-20rh|%2r|\n",
                                        two, two, two, two, two, bytes('a', 'b', 'c', 'd')))
                                .andThen(printf("%.2r|%5.1r|\n", same(2, bytes('a', 'b', 'c', 'd'))))
                                .andThen(printf("%r\n", bytes(0, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xff)))
                                .andThen(end()))
                .expect(
                        "percent",
                        printf("%%|100%%\n")
                                .andThen(printf("%%\n"))
                                .andThen(printf("%d%%\n", number(5)))
                                .andThen(printf("a%%%d%%b\n", number(5)))
                                .andThen(printf("\n"))
                                .andThen(printf(""))
                                .andThen(end()))
                .expect(
                        "conversions of unknown letters",
                        printf("%q|\n")
                                .andThen(printf("%"))
                                .andThen(printf("|%5|\n"))
                                .andThen(printf("%5%|%-5%|\n"))
                                .andThen(end()))
                .expect(
                        "values by the kinds",
                        printf("%s|%20s|%-20s|\n", same(3, new ScriptValue.Inet(array(127, 0, 0, 1))))
                                .andThen(printf("%s\n", tuple(number(1), tuple(number(2), text("x")), bool(true))))
                                .andThen(printf("%ld %s\n", number(5), text("x")))
                                .andThen(end()))
                .tests();
    }

    private static ScriptValue[] numbers(long... values) {
        return Arrays.stream(values).mapToObj(Golden::number).toArray(ScriptValue[]::new);
    }

    private static ScriptValue[] texts(String... values) {
        return Arrays.stream(values).map(Golden::text).toArray(ScriptValue[]::new);
    }

    private static ScriptValue[] same(int count, ScriptValue value) {
        return Collections.nCopies(count, value).toArray(ScriptValue[]::new);
    }
}
