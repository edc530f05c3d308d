package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.HardwareEvent;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Sampling;
import dev.rawtap.object.SoftwareEvent;
import dev.rawtap.testkit.FaultyKernel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs on perf events: a count for each CPU of how often they ran. */
@KernelTest
class SamplingTest {
    private static final long MILLISECOND = 1_000_000;

    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private static ObjectSpec counting(AttachPoint point) {
        return Samples.counting("sample", point, MapType.PERCPU_ARRAY);
    }

    private static long total(Loaded loaded) {
        byte[] counts = loaded.map("runs").lookup(new byte[4]).orElseThrow();
        long total = 0;
        for (int offset = 0; offset < counts.length; offset += Long.BYTES) {
            total += Samples.u64(counts, offset);
        }
        return total;
    }

    /** Busy for so long, so that the clock of tasks runs too. */
    private static void spin(long nanoseconds) {
        long end = System.nanoTime() + nanoseconds;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** The same in the thread's own time: others may have the CPUs meanwhile. */
    private static void work(long nanoseconds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + nanoseconds;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anIntervalRunsOnOneCpuAtATime() {
        try (var loaded = engine.load(
                        counting(AttachPoint.PerfEvent.of(Sampling.interval(10 * MILLISECOND))), LoadOptions.DEFAULT);
                var link = loaded.program("sample").attach()) {
            long start = System.nanoTime();
            LockSupport.parkNanos(500 * MILLISECOND);
            long runs = total(loaded);
            assertThat(link.target()).isEqualTo("perf cpu-clock every 10000000");
            assertThat(runs).isBetween(10L, (System.nanoTime() - start) / (10 * MILLISECOND) + 5);
        }
    }

    @Test
    void aProfileRunsOnEveryCpu() {
        long period = Sampling.periodOf(99);
        try (var loaded =
                        engine.load(counting(AttachPoint.PerfEvent.of(Sampling.profile(period))), LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            long start = System.nanoTime();
            byte[] counts;
            do {
                // A CPU of a virtual machine may stand still for a while.
                spin(100 * MILLISECOND);
                counts = loaded.map("runs").lookup(new byte[4]).orElseThrow();
            } while (fewest(counts) < 2 && System.nanoTime() - start < 20_000 * MILLISECOND);
            long most = (System.nanoTime() - start) / period + 5;
            for (int cpu : engine.host().onlineCpus()) {
                assertThat(Samples.u64(counts, cpu * Long.BYTES))
                        .as("CPU %d", cpu)
                        .isBetween(2L, most);
            }
            assertThat(links.links()).hasSize(1);
        }
    }

    private long fewest(byte[] counts) {
        return engine.host().onlineCpus().stream()
                .mapToLong(cpu -> Samples.u64(counts, cpu * Long.BYTES))
                .min()
                .orElseThrow();
    }

    @Test
    void itStopsWhenTheLinkIsClosed() {
        try (var loaded =
                engine.load(counting(AttachPoint.PerfEvent.of(Sampling.profile(MILLISECOND))), LoadOptions.DEFAULT)) {
            loaded.program("sample").attach().close();
            long runs = total(loaded);
            spin(50 * MILLISECOND);
            assertThat(total(loaded)).isEqualTo(runs);
        }
    }

    @Test
    void aFilterKeepsAProfileToAProcess() {
        var object = counting(AttachPoint.PerfEvent.of(Sampling.profile(MILLISECOND)));
        int self = (int) ProcessHandle.current().pid();
        try (var own = engine.load(object, LoadOptions.DEFAULT.withProcesses(new ProcessFilter.Only(self)));
                var other = engine.load(object, LoadOptions.DEFAULT.withProcesses(new ProcessFilter.Only(1)));
                var links = own.attach();
                var none = other.attach()) {
            work(100 * MILLISECOND);
            assertThat(total(own)).isGreaterThan(20);
            assertThat(total(other)).isLessThan(total(own));
            assertThat(List.of(links, none)).hasSize(2);
        }
    }

    @Test
    void aFilterLeavesAnIntervalAlone() {
        var object = counting(AttachPoint.PerfEvent.of(Sampling.interval(MILLISECOND)));
        try (var loaded = engine.load(object, LoadOptions.DEFAULT.withProcesses(new ProcessFilter.Only(1)));
                var links = loaded.attach()) {
            LockSupport.parkNanos(100 * MILLISECOND);
            assertThat(links.links()).hasSize(1);
            assertThat(total(loaded)).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySoftwareEventIsAttached(SoftwareEvent event) {
        var object = counting(AttachPoint.PerfEvent.of(Sampling.counted(event, 1_000_000)));
        try (var loaded = engine.load(object, LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            assertThat(links.links())
                    .singleElement()
                    .satisfies(link -> assertThat(link.target()).startsWith("perf " + event.text()));
        }
    }

    /** Where the processor has counters, programs run; where it has none, the refusal names the event and a way around. */
    @ParameterizedTest
    @EnumSource
    void hardwareEventsAreAttachedOrRefusedByName(HardwareEvent event) {
        var object = counting(AttachPoint.PerfEvent.of(Sampling.counted(event, 1_000_000)));
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            try (var links = loaded.attach()) {
                assertThat(links.links()).hasSize(1);
            } catch (UnsupportedException refused) {
                assertThat(refused)
                        .hasMessageStartingWith("no counter of the processor for perf " + event.text())
                        .extracting(one -> one.hint().orElse(""))
                        .asString()
                        .contains("software:cpu-clock");
            }
        }
    }

    /** Numbers of {@code enum perf_hw_id} in the running kernel's types. */
    @Test
    void hardwareEventsHaveTheKernelsNumbers() {
        var btf = engine.target().btf().orElseThrow();
        var enumerators =
                ((BtfType.Enum) btf.type(btf.find(BtfKind.ENUM, "perf_hw_id").orElseThrow())).values();
        for (HardwareEvent event : HardwareEvent.values()) {
            String name = "PERF_COUNT_HW_"
                    + event.text().toUpperCase(Locale.ROOT).replace('-', '_').replace("REF_CYCLES", "REF_CPU_CYCLES");
            assertThat(enumerators).anySatisfy(one -> {
                assertThat(one.name()).isEqualTo(name);
                assertThat(one.value()).isEqualTo(event.config());
            });
        }
    }

    @Test
    void pageFaultsAreCounted() {
        var object = counting(AttachPoint.PerfEvent.of(Sampling.counted(SoftwareEvent.PAGE_FAULTS, 1)));
        int self = (int) ProcessHandle.current().pid();
        try (var loaded = engine.load(object, LoadOptions.DEFAULT.withProcesses(new ProcessFilter.Only(self)));
                var links = loaded.attach();
                var arena = java.lang.foreign.Arena.ofConfined()) {
            var memory = arena.allocate(4096 * 4096);
            for (long page = 0; page < 4096; page++) {
                memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, page * 4096, (byte) 1);
            }
            assertThat(links.links()).hasSize(1);
            // 4,096 pages; huge pages make one fault of 512.
            assertThat(total(loaded)).isGreaterThan(0);
        }
    }

    @Test
    void theCallerMaySayWhatIsSampled() {
        var object = counting(new AttachPoint.PerfEvent(Optional.empty()));
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            KernelProgram program = loaded.program("sample");
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(program::attach)
                    .withMessage("cannot attach program 'sample': it does not say what is sampled");
            try (var link = program.attach(AttachPoint.PerfEvent.of(Sampling.interval(MILLISECOND)), 0)) {
                LockSupport.parkNanos(50 * MILLISECOND);
                assertThat(link.target()).isEqualTo("perf cpu-clock every 1000000");
                assertThat(total(loaded)).isPositive();
            }
        }
    }

    @Test
    void whatHasNotOneLinkIsNotPinned() {
        try (var loaded = engine.load(
                        counting(AttachPoint.PerfEvent.of(Sampling.profile(MILLISECOND))), LoadOptions.DEFAULT);
                var link = loaded.program("sample").attach()) {
            if (engine.host().onlineCpus().size() > 1) {
                assertThatExceptionOfType(InvalidInputException.class)
                        .isThrownBy(() -> link.pin(Path.of("/sys/fs/bpf/rawtap-never")))
                        .withMessageMatching("cannot pin program 'sample' on .*: it has (no link|a link for each CPU)");
            }
        }
    }

    /** Before 5.15 the kernel has no links on perf events. */
    @Test
    void fallsBackToTheOlderCommand() {
        var faulty = new FaultyKernel(new LinuxKernel()).failing(BpfCommand.LINK_CREATE, Errno.EINVAL);
        try (var old = KernelEngine.open(faulty, new LinuxHost(faulty));
                var loaded = old.load(
                        counting(AttachPoint.PerfEvent.of(Sampling.profile(MILLISECOND))), LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            spin(50 * MILLISECOND);
            assertThat(links.links()).hasSize(1);
            assertThat(total(loaded)).isPositive();
        }
        assertThat(faulty.open()).isEmpty();
    }
}
