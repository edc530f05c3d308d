package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.Host.Clock;
import dev.rawtap.contract.Host.Symbol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    void knowsNamesOfGroups() {
        assertThat(host.groupName(0)).hasValue("root");
        assertThat(host.groupName(-2)).isEmpty();
    }

    /** TAI is 37 s before UTC since 2017, or not set and equal to it. */
    @Test
    void everyClockTellsTheWallsTime() {
        for (Clock clock : Clock.values()) {
            Instant before = Instant.now();
            Instant wall = host.wallClock(clock, host.nanoseconds(clock));
            assertThat(wall)
                    .as("%s", clock)
                    .isBetween(before.minusMillis(100), Instant.now().plusMillis(100));
        }
        Duration ahead = Duration.between(Instant.now(), Instant.EPOCH.plusNanos(host.nanoseconds(Clock.TAI)));
        assertThat(ahead).isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(40));
        long monotonic = host.nanoseconds(Clock.MONOTONIC);
        assertThat(host.nanoseconds(Clock.BOOT)).isGreaterThanOrEqualTo(monotonic);
    }

    @Test
    void runsALineOfShell() {
        var output = new ByteArrayOutputStream();
        assertThat(host.shell("echo one; printf two; exit 3", output)).isEqualTo(3);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo");
        assertThat(host.shell("kill -9 $$", output)).isEqualTo(137);
    }

    @Test
    void signalsProcesses() throws Exception {
        Process child = new ProcessBuilder("sleep", "100").start();
        assertThat(host.signal((int) child.pid(), 9)).isTrue();
        assertThat(child.waitFor()).isEqualTo(137);
        assertThat(host.signal(1 << 30, 9)).isFalse();
    }

    @Test
    void knowsTheCpusThatRun() {
        assertThat(host.onlineCpus()).isNotEmpty().isSorted().hasSizeLessThanOrEqualTo(host.possibleCpus());
    }

    @Test
    void findsSymbolsOfTheKernelBothWays() throws Exception {
        Optional<String> line;
        try (var lines = Files.lines(Path.of("/proc/kallsyms"))) {
            line = lines.filter(candidate -> candidate.endsWith(" T vfs_read")).findFirst();
        }
        long address = Long.parseUnsignedLong(line.orElseThrow().substring(0, 16), 16);
        if (address == 0) { // hidden from this process
            assertThat(host.kernelAddress("vfs_read")).isEmpty();
        } else {
            assertThat(host.kernelAddress("vfs_read")).hasValue(address);
            assertThat(host.kernelSymbol(address + 1)).hasValue(new Symbol("vfs_read", 1));
        }
        assertThat(host.kernelAddress("no_such_symbol")).isEmpty();
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
        assertThat(other.controlGroupId(group)).hasValue((long) Files.getAttribute(group, "unix:ino"));
        assertThat(other.controlGroupId(root.resolve("none"))).isEmpty();
        assertThat(other.controlGroup(1)).isEmpty();
    }
}
