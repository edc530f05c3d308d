package dev.rawtap.btf.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.c.CDeclarations;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordDecoderTest {
    private static final String TEXT = "struct at { int line; short column; };"
            + " enum kind { OPEN = 1, CLOSE = 2 };"
            + " struct event { unsigned int pid; unsigned char flag; unsigned char low : 3; signed char high : 5;"
            + " char old_comm[8]; enum kind kind; struct at at; unsigned long size; };";

    record At(int line, short column) {}

    record Event(long pid, boolean flag, int low, int high, String oldComm, String kind, At at, long size) {}

    record Kind(int kind) {}

    record Missing(int pidd) {}

    record WrongType(String pid) {}

    private final CDeclarations.Found type = (CDeclarations.Found) CDeclarations.parse("test", TEXT, null);

    /** Laid out by hand as C on 64 bits does: the bit fields share the byte after {@code flag}, the array follows. */
    private static MemorySegment event() {
        ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, -2).put(4, (byte) 1);
        bytes.put(5, (byte) (0b101 | 0b11111 << 3));
        bytes.put(6, "bash\0xyz".getBytes(StandardCharsets.US_ASCII));
        bytes.putInt(16, 2).putInt(20, 7).putShort(24, (short) -3).putLong(32, Long.MIN_VALUE);
        return MemorySegment.ofArray(bytes.array());
    }

    @Test
    void makesRecordsOfStructures() {
        var decoder = RecordDecoder.of(MethodHandles.lookup(), Event.class, type.btf(), type.type());
        assertThat(decoder.decode(event(), 0, 40))
                .isEqualTo(new Event(0xfffffffeL, true, 5, -1, "bash", "CLOSE", new At(7, (short) -3), Long.MIN_VALUE));
    }

    @Test
    void givesEnumerationsAsNumbersToo() {
        var decoder = RecordDecoder.of(MethodHandles.lookup(), Kind.class, type.btf(), type.type());
        assertThat(decoder.decode(event(), 0, 40)).isEqualTo(new Kind(2));
    }

    @Test
    void namesTheNearestMember() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> RecordDecoder.of(MethodHandles.lookup(), Missing.class, type.btf(), type.type()))
                .withMessage("struct event has no member 'pidd'")
                .satisfies(e -> assertThat(e.hint()).hasValue("nearest: pid"));
    }

    @Test
    void refusesATypeThatDoesNotGoIntoTheComponent() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> RecordDecoder.of(MethodHandles.lookup(), WrongType.class, type.btf(), type.type()))
                .withMessage("member 'pid' does not go into String");
    }

    @Test
    void refusesALookupThatMayNotMakeTheRecord() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> RecordDecoder.of(MethodHandles.publicLookup(), Event.class, type.btf(), type.type()))
                .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("MethodHandles.lookup()"));
    }

    @Test
    void refusesARecordThatIsTooShort() {
        var decoder = RecordDecoder.of(MethodHandles.lookup(), Event.class, type.btf(), type.type());
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> decoder.decode(event(), 8, 32))
                .withMessage("record of 32 bytes, struct event has 40");
    }
}
