package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.MalformedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingBufferTest {
    private static final int SIZE = 4096;

    private final Arena arena = Arena.ofConfined();
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void free() {
        arena.close();
    }

    private void note(MemorySegment memory, long offset, int length) {
        seen.add(text(memory.asSlice(offset, length).toArray(JAVA_BYTE)));
    }

    private static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Positions are unsigned and never reset: they pass 2^32, 2^63 and 2^64. */
    @ParameterizedTest
    @ValueSource(longs = {0, (1L << 32) - 2048, Long.MAX_VALUE - 2047, -2048})
    void deliversWhatWasSubmittedInOrderWhateverThePositions(long first) {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        var ring = new RingSimulation(arena, SIZE, first);
        var reader = ring.reader(this::note);
        var expected = new ArrayList<String>();
        Deque<Long> reserved = new ArrayDeque<>();
        Deque<byte[]> contents = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            long at = random.nextInt(3) == 0 ? -1 : ring.reserve(bytes.length);
            if (at != -1) {
                reserved.add(at);
                contents.add(bytes);
            }
            while (!reserved.isEmpty() && random.nextInt(3) != 0) {
                byte[] content = contents.remove();
                if (random.nextInt(5) == 0) {
                    ring.discard(reserved.remove(), content.length);
                } else {
                    ring.submit(reserved.remove(), content);
                    expected.add(text(content));
                }
            }
            if (random.nextInt(4) == 0) {
                reader.drain();
                assertThat(reader.readable()).as("reproduce: -Dseed=" + seed).isFalse();
                assertThat(seen).as("reproduce: -Dseed=" + seed).isEqualTo(expected);
            }
        }
        assertThat(expected).hasSizeGreaterThan(1000);
    }

    @Test
    void stopsAtARecordThatIsStillWritten() {
        var ring = new RingSimulation(arena, SIZE, 0);
        var reader = ring.reader(this::note);
        long first = ring.reserve(1);
        long second = ring.reserve(1);
        ring.submit(second, new byte[] {2});
        assertThat(reader.drain()).isZero();
        assertThat(reader.readable()).isFalse();
        ring.submit(first, new byte[] {1});
        assertThat(reader.readable()).isTrue();
        assertThat(reader.drain()).isEqualTo(2);
        assertThat(seen).containsExactly("01", "02");
    }

    @Test
    void skipsDiscardedRecordsAndGivesTheirRoomBack() {
        var ring = new RingSimulation(arena, SIZE, 0);
        var reader = ring.reader(this::note);
        ring.discard(ring.reserve(100), 100);
        assertThat(reader.drain()).isZero();
        assertThat(ring.consumed()).isEqualTo(112);
        assertThat(seen).isEmpty();
    }

    @Test
    void givesRoomBackDuringALongDrain() {
        var ring = new RingSimulation(arena, SIZE, 0);
        var positions = new ArrayList<Long>();
        var reader = ring.reader((memory, offset, length) -> positions.add(ring.consumed()));
        while (true) {
            long at = ring.reserve(56);
            if (at == -1) {
                break;
            }
            ring.submit(at, new byte[56]);
        }
        assertThat(reader.drain()).isEqualTo(63);
        assertThat(Collections.max(positions)).isGreaterThanOrEqualTo(SIZE / 2);
        assertThat(ring.consumed()).isEqualTo(63 * 64);
    }

    @Test
    void leavesTheRecordConsumedWhoseHandlerThrows() {
        var ring = new RingSimulation(arena, SIZE, 0);
        var reader = ring.reader((memory, offset, length) -> {
            note(memory, offset, length);
            throw new IllegalArgumentException("handler");
        });
        ring.submit(ring.reserve(1), new byte[] {1});
        ring.submit(ring.reserve(1), new byte[] {2});
        assertThatThrownBy(reader::drain).hasMessage("handler");
        assertThat(ring.consumed()).isEqualTo(16);
        assertThatThrownBy(reader::drain).hasMessage("handler");
        assertThat(seen).containsExactly("01", "02");
    }

    @Test
    void refusesALengthPastTheEnd() {
        var ring = new RingSimulation(arena, SIZE, 0);
        long at = ring.reserve(8);
        ring.header(at, 9);
        assertThatThrownBy(() -> ring.reader(this::note).drain())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("ring buffer 'events'")
                .hasMessageContaining("record of 9 bytes, but 16 bytes were written");
    }

    @Test
    void refusesAPositionThatNoProducerReaches() {
        var ring = new RingSimulation(arena, SIZE, 8);
        ring.produced(0);
        assertThatThrownBy(() -> ring.reader(this::note).drain())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("-8 bytes are said to be in its 4,096");
    }
}
