package dev.rawtap.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.EventHandler;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.contract.LossLedger.Loss;
import dev.rawtap.contract.TestInput;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.elf.ElfObject;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@KernelTest
@Timeout(60)
class EventReaderTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static KernelEngine engine;

    private final List<Long> seen = new ArrayList<>();

    @BeforeAll
    static void open() {
        engine = KernelEngine.open();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static KernelLoaded ring() {
        return engine.load(Buffers.object("sys_enter", Buffers.output(), Buffers.ring(1 << 16)), LoadOptions.DEFAULT);
    }

    private static KernelLoaded perf() {
        return engine.load(Buffers.object("sys_enter", Buffers.perfOutput(), Buffers.perf()), LoadOptions.DEFAULT);
    }

    private static EventReader read(KernelLoaded loaded, EventHandler handler) {
        return loaded.read(List.of(new EventSource.Buffer(loaded.map("events"), handler)));
    }

    private EventHandler arguments() {
        return (memory, offset, length) -> seen.add(memory.get(JAVA_LONG_UNALIGNED, offset + 8));
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    @Test
    void readsARingBuffer() {
        try (var loaded = ring();
                var reader = read(loaded, arguments())) {
            for (int i = 0; i < 100; i++) {
                Buffers.run(loaded, i);
            }
            assertThat(reader.poll(LONG)).isEqualTo(100);
            assertThat(reader.poll(Duration.ZERO)).isZero();
            assertThat(seen).isEqualTo(upTo(100));
        }
    }

    @Test
    void readsAPerfBufferOfEachCpu() {
        try (var loaded = perf();
                var reader = read(loaded, arguments())) {
            List<Integer> cpus = new Machine(SystemFiles.HOST).onlineCpus();
            for (int cpu : cpus) {
                loaded.program("writer").testRun(TestInput.ofArguments(cpu).onCpu(cpu));
            }
            assertThat(reader.poll(LONG)).isEqualTo(cpus.size());
            assertThat(seen)
                    .containsExactlyInAnyOrderElementsOf(
                            cpus.stream().map(Integer::longValue).toList());
        }
    }

    /** Both the program and the kernel tell of a full perf buffer: each loss counts once, with and without counters. */
    @Test
    void countsWhatAPerfBufferHadNoRoomFor() {
        ObjectSpec object = Buffers.object("sys_enter", Buffers.perfOutput(), Buffers.perf());
        for (boolean ledger : new boolean[] {true, false}) {
            try (var loaded = engine.load(object, LoadOptions.DEFAULT.withLedger(ledger));
                    var reader = read(loaded, arguments())) {
                seen.clear();
                int failed = 0;
                for (int i = 0; i < 10_000; i++) {
                    failed += runOnFirstCpu(loaded, i) == 0 ? 0 : 1;
                }
                reader.poll(Duration.ZERO);
                runOnFirstCpu(loaded, 10_000);
                reader.poll(Duration.ZERO);
                assertThat(failed).isPositive();
                assertThat(seen).hasSize(10_001 - failed);
                assertThat(loaded.losses().losses()).containsExactly(new Loss(Kind.PERF_FULL, "events", failed));
            }
        }
    }

    private static int runOnFirstCpu(KernelLoaded loaded, long argument) {
        return loaded.program("writer")
                .testRun(TestInput.ofArguments(argument).onCpu(0))
                .value();
    }

    @Test
    void sleepsUntilARecordComes() {
        try (var loaded = ring();
                var reader = read(loaded, arguments())) {
            var writer = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20; i++) {
                    LockSupport.parkNanos(5_000_000);
                    Buffers.run(loaded, i);
                }
            });
            while (seen.size() < 20) {
                assertThat(reader.poll(LONG)).isPositive();
            }
            writer.join();
            assertThat(seen).isEqualTo(upTo(20));
        }
    }

    @Test
    void wakesAndClosesFromAnotherThread() throws Exception {
        try (var loaded = ring()) {
            EventReader reader = read(loaded, arguments());
            var woken = CompletableFuture.supplyAsync(() -> reader.poll(LONG));
            LockSupport.parkNanos(20_000_000);
            reader.wake();
            assertThat(woken.get(10, TimeUnit.SECONDS)).isZero();
            var closed = CompletableFuture.supplyAsync(() -> reader.poll(LONG));
            LockSupport.parkNanos(20_000_000);
            reader.close();
            assertThat(closed.get(10, TimeUnit.SECONDS)).isZero();
            assertThatThrownBy(() -> reader.poll(LONG)).hasMessage("the reader is closed");
        }
    }

    @Test
    void goesOnAfterAHandlerHasThrown() {
        try (var loaded = ring();
                var reader = read(loaded, (memory, offset, length) -> {
                    seen.add(memory.get(JAVA_LONG_UNALIGNED, offset + 8));
                    if (seen.size() == 2) {
                        throw new IllegalArgumentException("second");
                    }
                })) {
            for (int i = 0; i < 4; i++) {
                Buffers.run(loaded, i);
            }
            assertThatThrownBy(() -> reader.poll(LONG)).hasMessage("second");
            assertThat(reader.poll(LONG)).isEqualTo(2);
            assertThat(seen).isEqualTo(upTo(4));
        }
    }

    @Test
    void mayBeClosedByAHandlerButNotPolled() {
        var reader = new AtomicReference<EventReader>();
        try (var loaded = ring()) {
            reader.set(read(loaded, (memory, offset, length) -> {
                seen.add(memory.get(JAVA_LONG_UNALIGNED, offset + 8));
                assertThatThrownBy(() -> reader.get().poll(LONG))
                        .hasMessage("poll called by a handler of the same reader");
                reader.get().close();
            }));
            Buffers.run(loaded, 0);
            Buffers.run(loaded, 1);
            assertThat(reader.get().poll(LONG)).isEqualTo(1);
            assertThat(seen).isEqualTo(upTo(1));
            assertThatThrownBy(() -> reader.get().poll(LONG)).hasMessage("the reader is closed");
        }
    }

    @Test
    void readsPrintedLinesAndARingTogetherAndMountsNothing() throws Exception {
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        String text = "rt%05d".formatted(ProcessHandle.current().pid() % 100_000);
        var lines = new ArrayList<String>();
        try (var printing = engine.load(Buffers.object("sys_enter", code -> print(code, text)), LoadOptions.DEFAULT);
                var loaded = ring();
                var reader = readAlone(
                        loaded,
                        List.of(
                                new EventSource.Buffer(loaded.map("events"), arguments()),
                                new EventSource.Printed(lines::add)))) {
            Buffers.run(printing, 0);
            Buffers.run(loaded, 0);
            while (seen.isEmpty() || lines.stream().noneMatch(line -> line.endsWith(text))) {
                reader.poll(LONG);
            }
            assertThat(lines).allMatch(line -> line.contains(": bpf_trace_printk: "));
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
        }
    }

    /** The trace buffer belongs to the host and keeps what earlier runs printed. */
    @Test
    void passesOnNothingThatWasPrintedBeforeTheOpening() {
        long number = ProcessHandle.current().pid() % 100_000;
        String before = "ol%05d".formatted(number);
        String after = "nw%05d".formatted(number);
        var lines = new ArrayList<String>();
        try (var old = engine.load(Buffers.object("sys_enter", code -> print(code, before)), LoadOptions.DEFAULT);
                var fresh = engine.load(Buffers.object("sys_enter", code -> print(code, after)), LoadOptions.DEFAULT)) {
            for (int i = 0; i < 500; i++) {
                Buffers.run(old, 0);
            }
            try (var reader = readAlone(fresh, List.of(new EventSource.Printed(lines::add)))) {
                Buffers.run(fresh, 0);
                while (lines.stream().noneMatch(line -> line.endsWith(after))) {
                    reader.poll(LONG);
                }
            }
            assertThat(lines).noneMatch(line -> line.endsWith(before));
            assertThat(fresh.losses().isEmpty()).isTrue();
        }
    }

    /** The trace pipe has one reader at a time, which may be another test's. */
    private static EventReader readAlone(KernelLoaded loaded, List<EventSource> sources) {
        for (int attempt = 0; ; attempt++) {
            try {
                return loaded.read(sources);
            } catch (KernelException busy) {
                assertThat(busy).hasMessage("open trace_pipe: EBUSY");
                assertThat(attempt).isLessThan(200);
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    /** Seven characters: 5.10 takes a format only if all before its last byte is text (kernel/trace/bpf_trace.c, bpf_trace_printk). */
    private static void print(Assembler code, String text) {
        byte[] bytes = new byte[8];
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, text.length());
        code.constant(
                        Register.R1,
                        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong())
                .store(Size.DOUBLE, Register.R10, -8, Register.R1)
                .mov(Register.R1, Register.R10)
                .alu(AluOperation.ADD, Register.R1, -8)
                .mov(Register.R2, 8)
                .call(Helpers.named("trace_printk"))
                .mov(Register.R0, 0)
                .exit();
    }

    /** Interpreted, compiled by C1 or by C2: what a handler does not allocate is not allocated. */
    @Test
    void allocatesNothingPerRecord() {
        Samples.assumeFeature(engine, Feature.LOOP_HELPER);
        ObjectSpec object = ElfObject.read(
                        Path.of(System.getProperty("rawtap.root"), "testing/bench/c/ring_bench.bpf.o"))
                .spec();
        var records = new AtomicLong();
        var sum = new long[1];
        try (var loaded = engine.load(object, LoadOptions.DEFAULT);
                var reader =
                        loaded.read(List.of(new EventSource.Buffer(loaded.map("events"), (memory, offset, length) -> {
                            sum[0] += memory.get(JAVA_LONG_UNALIGNED, offset);
                            records.incrementAndGet();
                        })))) {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long self = Thread.currentThread().threadId();
            for (int round = 0; round < 3; round++) {
                loaded.program("produce").testRun(TestInput.ofArguments(200_000, 0));
                long before = threads.getThreadAllocatedBytes(self);
                assertThat(reader.poll(Duration.ZERO)).isEqualTo(200_000);
                assertThat(threads.getThreadAllocatedBytes(self) - before)
                        .as("round " + round)
                        .isLessThan(round == 0 ? 200_000 : 2_000);
            }
            assertThat(records).hasValue(600_000);
            assertThat(sum[0]).isEqualTo(599_999L * 600_000 / 2);
        }
    }

    @Test
    void refusesAMapThatIsNoBuffer() {
        var map = MapSpec.of("few", MapType.HASH, 8, 8, 2);
        try (var loaded = engine.load(Buffers.object("sys_enter", Buffers.update(), map), LoadOptions.DEFAULT)) {
            assertThatThrownBy(() -> loaded.read(
                            List.of(new EventSource.Buffer(loaded.map("few"), (memory, offset, length) -> {}))))
                    .hasMessageContaining("map 'few' is no buffer but HASH");
        }
    }
}
