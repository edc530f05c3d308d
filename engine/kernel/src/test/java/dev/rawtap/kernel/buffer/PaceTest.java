package dev.rawtap.kernel.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void waitsForEachRecordWhileFewCome() {
        assertThat(Pace.rest(3, 30_000_000, 3 * 72, MEGABYTE)).isZero();
    }

    @Test
    void restsAtMostAMillisecondWhileThereIsRoom() {
        // 10 million records a second into 32 MB: a quarter is full after 11 ms
        assertThat(Pace.rest(10_000, 1_000_000, 720_000, 32 * MEGABYTE)).isEqualTo(1_000_000);
    }

    @Test
    void restsUntilAQuarterIsFull() {
        // 10 million records a second into 1 MB: a quarter is full after 262,144 / 720 us
        assertThat(Pace.rest(10_000, 1_000_000, 720_000, MEGABYTE)).isEqualTo(364_088);
    }

    @Test
    void doesNotRestIfTheBufferWouldFill() {
        assertThat(Pace.rest(10_000, 1_000_000, 720_000, 64 << 10)).isZero();
    }
}
