package dev.rawtap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rawtap.base.Errno;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class FaultyKernelTest {
    private final FaultyKernel kernel = new FaultyKernel(new FakeKernel());

    @Test
    void knowsWhatIsOpenAndWhatMadeIt() {
        int epoll = kernel.epollCreate();
        int map = kernel.bpf(BpfCommand.MAP_CREATE, MemorySegment.NULL);
        assertThat(kernel.open()).containsExactlyInAnyOrder("epoll_create -> " + epoll, "MAP_CREATE -> " + map);
        kernel.close(epoll);
        assertThat(kernel.open()).containsExactly("MAP_CREATE -> " + map);
    }

    @Test
    void refusesToCloseWhatIsNotOpen() {
        int epoll = kernel.epollCreate();
        kernel.close(epoll);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> kernel.close(epoll));
    }

    @Test
    void failsTheCallOfItsNumberAndNoOther() {
        kernel.failingCall(2, Errno.ENOMEM);
        assertThat(kernel.epollCreate()).isPositive();
        assertThat(kernel.failed()).isFalse();
        assertThat(kernel.eventfd()).isEqualTo(-12);
        assertThat(kernel.failed()).isTrue();
        assertThat(kernel.eventfd()).isPositive();
    }

    @Test
    void failsEveryCallOfACommand() {
        kernel.failing(BpfCommand.PROG_LOAD, Errno.EPERM);
        assertThat(kernel.bpf(BpfCommand.PROG_LOAD, MemorySegment.NULL)).isEqualTo(-1);
        assertThat(kernel.bpf(BpfCommand.PROG_LOAD, MemorySegment.NULL)).isEqualTo(-1);
        assertThat(kernel.bpf(BpfCommand.MAP_CREATE, MemorySegment.NULL)).isPositive();
    }

    @Test
    void takesAMappingForOpenUntilItsArenaCloses() {
        try (var arena = Arena.ofConfined()) {
            kernel.mmap(arena, 3, 0, 4096, Kernel.Mapping.SHARED_READ);
            assertThat(kernel.open()).containsExactly("mmap of 4096 bytes");
        }
        assertThat(kernel.open()).isEmpty();
    }
}
