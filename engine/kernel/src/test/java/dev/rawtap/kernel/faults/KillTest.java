package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Pace;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.Feature;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a process ends that has programs attached, nothing of it stays: not in the kernel, not as a process. */
@KernelTest
@Timeout(120)
class KillTest {
    private static final int ROUNDS = Boolean.getBoolean("rawtap.slow") ? 1 : 3;
    private static final int SIGKILL = 9;
    private static final long PATIENCE_NANOSECONDS = 10_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "unlinkat, 9, 137",
        "unlinkat, 15, 143",
        "unlinkat, 2, 130",
        "rename_tracepoint, 9, 137",
    })
    void nothingOutlivesTheProcess(String example, int signal, int status) throws Exception {
        if (!example.equals("rename_tracepoint")) {
            Pace.assumeFast("another process");
        }
        List<String> mounts = Resources.tracefsMounts();
        try (var victim = ChildJvm.start(Victim.class, example)) {
            String[] told = victim.line().split(" ");
            assertThat(told).as(String.join(" ", told)).hasSizeGreaterThan(3);
            ProcessHandle waiting = ProcessHandle.of(Integer.parseInt(told[0])).orElseThrow();
            List<KernelIds.Id> ids =
                    Arrays.stream(told).skip(2).map(KernelIds.Id::of).toList();
            assertThat(ids).allMatch(KernelIds.Id::exists);
            assertThat(ids.stream().map(KernelIds.Id::kind)).containsAll(kinds(example));

            assertThat(new LinuxKernel().kill(victim.pid(), signal)).isZero();

            assertThat(victim.await()).isEqualTo(status);
            assertThat(KernelIds.left(ids)).as("left in the kernel").isEmpty();
            assertThat(soon(() -> !waiting.isAlive()))
                    .as("the command that was never released ended")
                    .isTrue();
        }
        assertThat(Resources.tracefsMounts()).isEqualTo(mounts);
    }

    /** Perf events had no links before 5.15. */
    private static Set<KernelIds.Kind> kinds(String example) {
        try (var engine = KernelEngine.open()) {
            return example.equals("rename_tracepoint") && !engine.target().has(Feature.PERF_EVENT_LINK)
                    ? EnumSet.complementOf(EnumSet.of(KernelIds.Kind.LINK))
                    : EnumSet.allOf(KernelIds.Kind.class);
        }
    }

    /** Killed at any moment of load, attach and close. */
    @Test
    void nothingOutlivesAKillInTheMiddle() throws Exception {
        long seed = Long.getLong("rawtap.faults.seed", System.nanoTime());
        System.out.println("reproduce: -Drawtap.faults.seed=" + seed);
        var random = new Random(seed);
        try (var engine = KernelEngine.open()) {
            for (int round = 0; round < ROUNDS; round++) {
                String name = "f" + Long.toHexString(random.nextLong() & 0xfff_ffff_ffffL);
                try (var victim = ChildJvm.start(Victim.class, "loop", name)) {
                    assertThat(victim.line()).matches("\\d+ 1");
                    LockSupport.parkNanos(random.nextInt(80_000_000));
                    new LinuxKernel().kill(victim.pid(), SIGKILL);
                    assertThat(victim.await()).isEqualTo(128 + SIGKILL);
                }
                assertThat(soon(() -> engine.objects().programs().stream()
                                .noneMatch(program -> program.name().equals(name))))
                        .as("program %s is gone", name)
                        .isTrue();
                assertThat(engine.objects().maps())
                        .as("map %s is gone", name)
                        .noneMatch(map -> map.name().equals(name));
            }
        }
    }

    private static boolean soon(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOSECONDS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return true;
    }
}
