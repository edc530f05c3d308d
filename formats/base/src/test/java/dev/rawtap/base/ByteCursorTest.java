package dev.rawtap.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ByteCursorTest {
    private static final byte[] BYTES = {
        (byte) 0x9f, (byte) 0xeb, 1, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 'a', 0, 'b'
    };
    private final ByteCursor little = new ByteCursor("test.btf", MemorySegment.ofArray(BYTES), ByteOrder.LITTLE_ENDIAN);
    private final ByteCursor big = new ByteCursor("test.btf", MemorySegment.ofArray(BYTES), ByteOrder.BIG_ENDIAN);

    @Test
    void readsIntegersInTheFilesOrder() {
        assertThat(little.u16(0)).isEqualTo(0xeb9f);
        assertThat(big.u16(0)).isEqualTo(0x9feb);
        assertThat(little.u32(3)).isEqualTo(0xffffff00L);
        assertThat(big.i32(4)).isEqualTo(0xffffff61);
        assertThat(little.i64(0)).isEqualTo(0x61ffffff0001eb9fL);
        assertThat(little.u8(4)).isEqualTo(255);
    }

    @Test
    void readsAStringUpToItsNul() {
        assertThat(little.string(7)).isEqualTo("a");
        assertThat(little.string(8)).isEmpty();
    }

    @Test
    void namesFileOffsetAndBothSizesOfAReadPastTheEnd() {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> little.i64(4))
                .withMessage("test.btf at byte 0x4: 8 bytes wanted, 6 left")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(4));
    }

    @Test
    void refusesAStringThatNeverEnds() {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> little.string(9))
                .withMessageContaining("string without a NUL byte");
    }

    @Test
    void refusesOffsetsThatOverflow() {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> little.u8(-1));
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> little.bytes(Long.MAX_VALUE, 1));
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> little.bytes(0, Long.MAX_VALUE));
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> little.bytes(0, -1));
    }

    @Test
    void countsASlicesErrorsFromTheStartOfTheFile() {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> little.slice(2, 4).slice(1, 3).u32(0))
                .withMessageStartingWith("test.btf at byte 0x3: 4 bytes wanted, 3 left");
    }
}
