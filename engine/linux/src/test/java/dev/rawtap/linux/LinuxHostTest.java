package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxHostTest {
    private final LinuxHost host = new LinuxHost(new LinuxKernel());

    @Test
    void tellsProcessesFromThreadsAndNothing() throws Exception {
        int own = (int) ProcessHandle.current().pid();
        assertThat(host.processExists(own)).isTrue();
        assertThat(host.processExists(1 << 30)).isFalse();
        assertThat(host.processExists(-1)).isFalse();
        int thread;
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            thread = tasks.mapToInt(task -> Integer.parseInt(task.getFileName().toString()))
                    .max()
                    .orElseThrow();
        }
        assertThat(thread).isNotEqualTo(own);
        assertThat(host.processExists(thread)).isFalse();
    }

    @Test
    void knowsNamesOfUsers() {
        assertThat(host.userName(0)).hasValue("root");
        assertThat(host.userName(-2)).isEmpty();
    }

    @Test
    void clocksAgree() {
        Instant now = Instant.now();
        assertThat(Duration.between(now, host.wallClock(host.monotonicNanoseconds())))
                .isBetween(Duration.ofMillis(-100), Duration.ofMillis(500));
        Duration step = Duration.between(host.wallClock(1_000_000_000), host.wallClock(3_500_000_000L));
        assertThat(step).isBetween(Duration.ofMillis(2400), Duration.ofMillis(2600));
    }

    @Test
    void monotonicClockIsThatOfTheKernel() throws Exception {
        double uptime =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        assertThat(host.monotonicNanoseconds() / 1e9).isLessThanOrEqualTo(uptime + 1);
    }

    @Test
    void findsControlGroupsByInode(@TempDir Path root) throws Exception {
        Path group = Files.createDirectories(root.resolve("cgroup/user.slice/a"));
        Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(
                root.resolve("proc/self/mountinfo"),
                "30 24 0:26 / /cgroup rw,nosuid - cgroup2 cgroup2 rw\n31 24 0:27 / /v1 rw - cgroup cgroup rw,cpu\n");
        LinuxHost other = new LinuxHost(new LinuxKernel(), new SystemFiles(root));
        assertThat(other.controlGroup((long) Files.getAttribute(group, "unix:ino")))
                .hasValue("/user.slice/a");
        assertThat(other.controlGroup((long) Files.getAttribute(root.resolve("cgroup"), "unix:ino")))
                .hasValue("/");
        assertThat(other.controlGroup(1)).isEmpty();
    }
}
