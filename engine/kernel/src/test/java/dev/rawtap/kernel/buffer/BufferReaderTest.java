package dev.rawtap.kernel.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.testkit.FakeKernel;
import dev.rawtap.testkit.FaultyKernel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferReaderTest {
    private static List<BufferSource> sources(FaultyKernel kernel) {
        var map = new FileDescriptor(kernel, 1);
        return List.of(
                new BufferSource.Ring(map, "ring", 4096, (memory, offset, length) -> {}),
                new BufferSource.Perf(map, "perf", 1, 0, (memory, offset, length) -> {}, lost -> {}));
    }

    @Test
    void leavesNothingOpenWhateverFails() {
        var kernel = new FaultyKernel(new FakeKernel());
        int call = 0;
        do {
            call++;
            kernel.failingCall(call, Errno.ENOMEM);
            try (var reader = BufferReader.open(kernel, sources(kernel))) {
                reader.poll(Duration.ofMillis(1));
            } catch (KernelException failed) {
                assertThat(failed.errno()).isEqualTo(Errno.ENOMEM);
            }
            assertThat(kernel.open()).as("call " + call).isEmpty();
        } while (kernel.failed());
        assertThat(call).isGreaterThan(8);
    }

    @Test
    void saysThatItIsClosed() {
        var kernel = new FaultyKernel(new FakeKernel());
        var reader = BufferReader.open(kernel, sources(kernel));
        reader.close();
        reader.close();
        reader.wake();
        assertThatThrownBy(() -> reader.poll(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the reader is closed");
        assertThat(kernel.open()).isEmpty();
    }
}
