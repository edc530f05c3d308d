package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.contract.LossLedger.Loss;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Pace;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.elf.ElfObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@KernelTest
class LossCountingTest {
    private static KernelEngine engine;

    @BeforeAll
    static void open() {
        engine = KernelEngine.open();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static KernelLoaded load(ObjectSpec object) {
        return engine.load(object, LoadOptions.DEFAULT);
    }

    /** 264 bytes each with their header: 15 fit into 4,096. */
    @Test
    void countsRecordsThatFoundNoRoom() {
        try (var loaded = load(Buffers.object("sys_enter", Buffers.reserve(256), Buffers.ring(4096)))) {
            for (int i = 0; i < 40; i++) {
                Buffers.run(loaded, i);
            }
            assertThat(delivered(loaded)).isEqualTo(15);
            assertThat(loaded.losses().losses()).containsExactly(new Loss(Kind.RING_FULL, "events", 25));
        }
    }

    /** 24 bytes each with their header: 170 fit into 4,096. */
    @Test
    void countsFailedOutputs() {
        try (var loaded = load(Buffers.object("sys_enter", Buffers.output(), Buffers.ring(4096)))) {
            for (int i = 0; i < 200; i++) {
                Buffers.run(loaded, i);
            }
            assertThat(delivered(loaded)).isEqualTo(170);
            assertThat(loaded.losses().losses()).containsExactly(new Loss(Kind.RING_FULL, "events", 30));
        }
    }

    private static long delivered(KernelLoaded loaded) {
        var records = new AtomicLong();
        try (var reader = loaded.read(List.of(
                new EventSource.Buffer(loaded.map("events"), (memory, offset, length) -> records.incrementAndGet())))) {
            reader.poll(Duration.ZERO);
        }
        return records.get();
    }

    @Test
    void countsPerfRecordsThatNobodyReads() {
        try (var loaded = load(Buffers.object("sys_enter", Buffers.perfOutput(), Buffers.perf()))) {
            Buffers.run(loaded, 1);
            Buffers.run(loaded, 1);
            assertThat(loaded.losses().losses()).containsExactly(new Loss(Kind.PERF_FULL, "events", 2));
        }
    }

    /** BPF_NOEXIST on an entry that is there and BPF_EXIST on one that is not are answers, not losses. */
    @Test
    void countsUpdatesOfAFullMapAlone() {
        var map = MapSpec.of("few", MapType.HASH, 8, 8, 2);
        try (var loaded = load(Buffers.object("sys_enter", Buffers.update(), map))) {
            assertThat(Buffers.run(loaded, 1, 0)).isZero();
            assertThat(Buffers.run(loaded, 1, 1)).isEqualTo(-17);
            assertThat(Buffers.run(loaded, 2, 2)).isEqualTo(-2);
            assertThat(Buffers.run(loaded, 2, 0)).isZero();
            assertThat(loaded.losses().isEmpty()).isTrue();
            assertThat(Buffers.run(loaded, 3, 0)).isEqualTo(-7);
            assertThat(loaded.losses().losses()).containsExactly(new Loss(Kind.MAP_UPDATE, "few", 1));
        }
    }

    @Test
    void leavesCodeAloneWhenNotAsked() {
        ObjectSpec object = Buffers.object("sys_enter", Buffers.output(), Buffers.ring(4096));
        int slots = 5 + 2 + 5 + 1;
        try (var counted = load(object);
                var alone = engine.load(object, LoadOptions.DEFAULT.withLedger(false))) {
            // The branch, a load of two slots, a move, an atomic add.
            assertThat(translatedBytes(counted) - translatedBytes(alone)).isEqualTo(5 * 8);
            assertThat(translatedBytes(alone)).isEqualTo(slots * 8);
            assertThat(counted.program("writer").spec())
                    .isEqualTo(object.programs().getFirst());
        }
    }

    private static int translatedBytes(KernelLoaded loaded) {
        return loaded.program("writer").describe().translatedBytes();
    }

    static Stream<Path> objects() throws IOException {
        Path root = Path.of(System.getProperty("rawtap.root"));
        var all = new ArrayList<Path>();
        for (String folder : List.of("examples/c", "formats/object/src/test/resources/objects", "testing/bench/c")) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".o")).sorted().forEach(all::add);
            }
        }
        return all.stream().map(root::relativize);
    }

    /** Whatever compilers make, the verifier says of it what it says without the counters. */
    @ParameterizedTest
    @MethodSource("objects")
    void loadsAsBefore(Path object) {
        Pace.assumeFast("every object twice");
        ObjectSpec spec;
        try {
            spec = ElfObject.read(Path.of(System.getProperty("rawtap.root")).resolve(object))
                    .spec();
        } catch (RawtapException unreadable) {
            return;
        }
        for (ProgramSpec program : spec.programs()) {
            ObjectSpec one = spec.withPrograms(List.of(program));
            assertThat(outcome(one, true)).as(program.name()).isEqualTo(outcome(one, false));
        }
    }

    private static String outcome(ObjectSpec object, boolean ledger) {
        try (var loaded = engine.load(object, LoadOptions.DEFAULT.withLedger(ledger))) {
            // Types of its own: the kernel took func_info and line_info too, which must have moved along.
            return "loaded with types "
                    + loaded.programs().stream()
                            .map(program -> ((KernelProgram) program).describe().btf() != 0)
                            .toList();
        } catch (RawtapException refused) {
            return refused.getClass().getSimpleName() + " " + refused.getMessage();
        }
    }

    @Test
    void testRunOfTheProducerCountsWhatItCounts() {
        Samples.assumeFeature(engine, Feature.LOOP_HELPER);
        ObjectSpec object = ElfObject.read(
                        Path.of(System.getProperty("rawtap.root"), "testing/bench/c/ring_bench.bpf.o"))
                .spec();
        List<MapSpec> maps = object.maps().stream()
                .map(map -> map.type() == MapType.RINGBUF ? map.withMaxEntries(4096) : map)
                .toList();
        try (var loaded = load(object.withMaps(maps))) {
            loaded.program("produce").testRun(TestInput.ofArguments(100, 0));
            // 72 bytes each with their header: 56 fit into 4,096.
            assertThat(loaded.losses().losses()).containsExactly(new Loss(Kind.RING_FULL, "events", 44));
        }
    }
}
