package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.KernelException;
import dev.rawtap.kerneltest.KernelTest;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

@KernelTest
class TracefsTest {
    private final Kernel kernel = new LinuxKernel();

    @Test
    void readsEventsWithoutAVisibleMount() throws Exception {
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        Map<Integer, String> before = OpenDescriptors.now();
        try (Tracefs tracefs = Tracefs.open(kernel)) {
            assertThat(tracefs.availableEvents()).contains("task:task_rename", "raw_syscalls:sys_enter");
            assertThat(tracefs.eventFormat("task", "task_rename"))
                    .contains("ID: " + tracefs.eventId("task", "task_rename") + "\n")
                    .contains("field:char oldcomm[16];");
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
        }
        assertThat(OpenDescriptors.now()).isEqualTo(before);
    }

    @Test
    void unknownEventNamesTheFile() {
        try (Tracefs tracefs = Tracefs.open(kernel)) {
            assertThatThrownBy(() -> tracefs.eventId("task", "task_renam"))
                    .isInstanceOf(KernelException.class)
                    .hasMessage("open tracefs file 'events/task/task_renam/id': ENOENT");
        }
    }

    @Test
    void tracePipeDoesNotBlock() {
        try (Tracefs tracefs = Tracefs.open(kernel);
                FileDescriptor pipe = tracefs.openTracePipe();
                Arena arena = Arena.ofConfined()) {
            long answer = kernel.read(pipe.number(), arena.allocate(1 << 16));
            assertThat(answer == -11 || answer > 0).as("answer " + answer).isTrue();
        }
    }
}
