package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.MalformedException;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.testkit.FakeKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PerfRingTest {
    private static final int PAGE = 4096;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(PAGE + PAGE, PAGE);
    private final List<byte[]> seen = new ArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private long head;

    @AfterEach
    void free() {
        arena.close();
    }

    private PerfRing ring() {
        var source = new BufferSource.Perf(
                new FileDescriptor(new FakeKernel(), 1),
                "events",
                2,
                0,
                (segment, offset, length) ->
                        seen.add(segment.asSlice(offset, length).toArray(JAVA_BYTE)),
                lost::addAndGet);
        return new PerfRing(source, 1, memory, PAGE, arena.allocate(1 << 16));
    }

    private void start(long position) {
        head = position;
        memory.set(JAVA_LONG, PerfRing.TAIL, position);
        memory.set(JAVA_LONG, PerfRing.HEAD, position);
    }

    /** As the kernel writes it, around the end of the page. */
    private void write(int type, byte[] body) {
        int size = 8 + body.length;
        byte[] all = ByteBuffer.allocate(size)
                .order(ByteOrder.nativeOrder())
                .putInt(type)
                .putShort((short) 0)
                .putShort((short) size)
                .put(body)
                .array();
        for (byte b : all) {
            memory.set(JAVA_BYTE, PAGE + (head++ & (PAGE - 1)), b);
        }
        memory.set(JAVA_LONG, PerfRing.HEAD, head);
    }

    private void sample(byte[] bytes) {
        int padded = (4 + bytes.length + 7) / 8 * 8 - 4;
        write(
                PerfRing.SAMPLE,
                ByteBuffer.allocate(4 + padded)
                        .order(ByteOrder.nativeOrder())
                        .putInt(padded)
                        .put(bytes)
                        .array());
    }

    @Test
    void deliversSamplesThatWrap() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        start(Long.MAX_VALUE - 4095);
        PerfRing ring = ring();
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[random.nextInt(1, 900)];
            random.nextBytes(bytes);
            sample(bytes);
            assertThat(ring.drain()).isEqualTo(1);
            assertThat(Arrays.copyOf(seen.getLast(), bytes.length))
                    .as("reproduce: -Dseed=" + seed)
                    .isEqualTo(bytes);
            assertThat(seen.getLast().length - bytes.length).isBetween(0, 7);
        }
        assertThat(memory.get(JAVA_LONG, PerfRing.TAIL)).isEqualTo(head);
    }

    @Test
    void reportsLostRecordsAndSkipsUnknownOnes() {
        start(0);
        write(
                PerfRing.LOST,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.nativeOrder())
                        .putLong(7)
                        .putLong(12)
                        .array());
        write(5, new byte[16]);
        sample(new byte[] {1, 2, 3, 4});
        assertThat(ring().drain()).isEqualTo(1);
        assertThat(lost).hasValue(12);
        assertThat(seen).containsExactly(new byte[] {1, 2, 3, 4});
    }

    @Test
    void refusesARecordShorterThanItsHeader() {
        start(0);
        write(PerfRing.SAMPLE, new byte[8]);
        memory.set(JAVA_BYTE, PAGE + 6, (byte) 7);
        assertThatThrownBy(() -> ring().drain())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("perf buffer 'events' of CPU 1")
                .hasMessageContaining("record of 7 bytes, but 16 bytes were written");
    }
}
