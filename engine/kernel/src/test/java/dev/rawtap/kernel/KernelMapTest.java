package dev.rawtap.kernel;

import static dev.rawtap.kernel.Samples.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.testkit.FaultyKernel;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@KernelTest
class KernelMapTest {
    private final LinuxKernel linux = new LinuxKernel();
    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private KernelMap make(MapSpec spec) {
        return make(engine, spec);
    }

    private static KernelMap make(KernelEngine engine, MapSpec spec) {
        return engine.load(Samples.object(List.of(), spec), LoadOptions.DEFAULT).map(spec.name());
    }

    private static Map<Integer, byte[]> entries(KernelMap map) {
        var entries = new HashMap<Integer, byte[]>();
        map.forEach((key, value) -> assertThat(entries.put(u32(key), value)).isNull());
        return entries;
    }

    @Test
    void storesFindsReplacesAndDeletes() {
        KernelMap map = make(Samples.map("table", MapType.HASH, 4, 4, 8));
        map.update(u32(1), u32(10), UpdateMode.CREATE);
        assertThat(map.lookup(u32(1)))
                .hasValueSatisfying(value -> assertThat(u32(value)).isEqualTo(10));
        assertThat(map.lookup(u32(2))).isEmpty();
        assertThatThrownBy(() -> map.update(u32(1), u32(11), UpdateMode.CREATE))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
        assertThatThrownBy(() -> map.update(u32(2), u32(11), UpdateMode.REPLACE))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        map.update(u32(1), u32(12), UpdateMode.REPLACE);
        assertThat(u32(map.take(u32(1)).orElseThrow())).isEqualTo(12);
        assertThat(map.take(u32(1))).isEmpty();
        assertThat(map.delete(u32(1))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "LRU_HASH", "PERCPU_HASH", "ARRAY", "PERCPU_ARRAY"})
    void goesThroughEveryEntryOnce(MapType type) {
        KernelMap map = make(Samples.map("many", type, 4, 8, 1000));
        for (int key = 0; key < 1000; key++) {
            var value = new byte[map.valueBytes()];
            value[0] = (byte) key;
            map.update(u32(key), value, UpdateMode.ANY);
        }
        Map<Integer, byte[]> entries = entries(map);
        // An LRU hash of 1,000 entries drops some before it is full.
        assertThat(entries).hasSizeBetween(type == MapType.LRU_HASH ? 500 : 1000, 1000);
        entries.forEach(
                (key, value) -> assertThat(value).hasSize(map.valueBytes()).startsWith((byte) (int) key));
    }

    /** Where the kernel has no batches the walk goes key by key; 5.10 says ENOTSUPP, an older one EINVAL. */
    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_ARRAY"})
    void goesKeyByKeyWhereThereAreNoBatches(MapType type) {
        for (Errno errno : List.of(Errno.EINVAL, Errno.ENOTSUPP)) {
            var faulty = new FaultyKernel(linux).failing(BpfCommand.MAP_LOOKUP_BATCH, errno);
            try (var old = KernelEngine.open(faulty, new LinuxHost(faulty))) {
                KernelMap map = make(old, Samples.map("many", type, 4, 8, 100));
                for (int key = 0; key < 100; key++) {
                    map.update(u32(key), new byte[map.valueBytes()], UpdateMode.ANY);
                }
                assertThat(entries(map)).hasSize(100);
            }
        }
    }

    private static List<byte[]> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(Samples::u32).toList();
    }

    private static List<byte[]> values(KernelMap map, int count) {
        return IntStream.range(0, count)
                .mapToObj(key -> {
                    var value = new byte[map.valueBytes()];
                    value[0] = (byte) key;
                    return value;
                })
                .toList();
    }

    /** Values of 4,096 bytes: 600 of them need three calls. */
    @ParameterizedTest
    @EnumSource(names = {"HASH", "ARRAY", "PERCPU_HASH", "PERCPU_ARRAY"})
    void storesManyEntriesInFewCalls(MapType type) {
        var counting = new FaultyKernel(linux);
        try (var counted = KernelEngine.open(counting, new LinuxHost(counting))) {
            KernelMap map = make(counted, Samples.map("many", type, 4, 4096, 600));
            int before = counting.calls().size();
            map.updateAll(keys(0, 600), values(map, 600));
            int calls = counting.calls().size() - before;
            int perCall = (1 << 20) / (4 + map.valueBytes());
            // Per-CPU arrays have batches since 5.13: before, the first call is in vain.
            boolean batches =
                    type != MapType.PERCPU_ARRAY || counted.target().version().compareTo(new KernelVersion(5, 13)) >= 0;
            assertThat(calls).isEqualTo(batches ? (600 + perCall - 1) / perCall : 1 + 600);
            Map<Integer, byte[]> entries = entries(map);
            assertThat(entries).hasSize(600);
            entries.forEach((key, value) -> assertThat(value[0]).isEqualTo((byte) (int) key));
        }
    }

    @Test
    void deletesManyEntriesAndPassesOverMissingOnes() {
        KernelMap map = make(Samples.map("many", MapType.HASH, 4, 8, 1000));
        map.updateAll(keys(100, 200), values(map, 100));
        assertThat(map.deleteAll(keys(98, 190))).isEqualTo(90);
        assertThat(entries(map).keySet()).containsExactlyInAnyOrder(190, 191, 192, 193, 194, 195, 196, 197, 198, 199);
        assertThat(map.deleteAll(keys(150, 250))).isEqualTo(10);
        assertThat(map.deleteAll(List.of())).isZero();
    }

    @Test
    void entriesGoOneByOneWhereThereAreNoBatches() {
        for (Errno errno : List.of(Errno.EINVAL, Errno.ENOTSUPP)) {
            for (BpfCommand command : List.of(BpfCommand.MAP_UPDATE_BATCH, BpfCommand.MAP_DELETE_BATCH)) {
                var faulty = new FaultyKernel(linux).failing(command, errno);
                try (var old = KernelEngine.open(faulty, new LinuxHost(faulty))) {
                    KernelMap map = make(old, Samples.map("many", MapType.HASH, 4, 8, 100));
                    map.updateAll(keys(0, 100), values(map, 100));
                    assertThat(entries(map)).hasSize(100);
                    assertThat(map.deleteAll(keys(50, 150))).isEqualTo(50);
                    assertThat(entries(map)).hasSize(50);
                }
            }
        }
    }

    @Test
    void manyEntriesThatDoNotFitFailAsOneDoes() {
        KernelMap map = make(Samples.map("two", MapType.ARRAY, 4, 8, 2));
        assertThatThrownBy(() -> map.updateAll(keys(0, 3), values(map, 3)))
                .hasMessage("update an entry (ANY) of map 'two': E2BIG");
        assertThatThrownBy(() -> map.updateAll(keys(0, 2), values(map, 1)))
                .hasMessage("2 keys and 1 values for map 'two'");
        assertThatThrownBy(() -> map.deleteAll(keys(0, 1))).isInstanceOf(KernelException.class);
    }

    @Test
    void perCpuValueHasOnePartForEachPossibleCpu() {
        KernelMap map = make(Samples.map("counts", MapType.PERCPU_ARRAY, 4, 4, 1));
        assertThat(map.valueBytes()).isEqualTo(8 * engine.host().possibleCpus());
        assertThatThrownBy(() -> map.update(u32(0), u32(1), UpdateMode.ANY)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH", "LRU_PERCPU_HASH", "ARRAY", "PERCPU_ARRAY"})
    void zeroesValuesAndClearsEntries(MapType type) {
        boolean numbered = type == MapType.ARRAY || type == MapType.PERCPU_ARRAY;
        KernelMap map = make(Samples.map("table", type, 4, 8, 64));
        byte[] value = new byte[map.valueBytes()];
        Arrays.fill(value, (byte) 7);
        List<byte[]> keys = IntStream.range(0, 20).mapToObj(Samples::u32).toList();
        map.updateAll(keys, Collections.nCopies(keys.size(), value));
        assertThat(map.lookup(u32(19))).hasValue(value);
        map.zero();
        assertThat(entries(map)).hasSize(numbered ? 64 : 20);
        assertThat(map.lookup(u32(19))).hasValue(new byte[value.length]);
        map.update(u32(3), value, UpdateMode.ANY);
        map.clear();
        assertThat(entries(map)).hasSize(numbered ? 64 : 0);
        assertThat(map.lookup(u32(3)).isPresent()).isEqualTo(numbered);
        map.lookup(u32(3)).ifPresent(left -> assertThat(left).containsOnly(0));
        map.clear();
    }

    /** 10,000 keys in a handful of calls: one batch for each MiB, both ways. */
    @Test
    void clearsManyEntriesInFewCalls() {
        var counting = new FaultyKernel(linux);
        try (var counted = KernelEngine.open(counting, new LinuxHost(counting))) {
            KernelMap map = make(counted, Samples.map("table", MapType.PERCPU_HASH, 4, 8, 20_000));
            List<byte[]> keys =
                    IntStream.range(0, 10_000).mapToObj(Samples::u32).toList();
            map.updateAll(keys, Collections.nCopies(keys.size(), new byte[map.valueBytes()]));
            int before = counting.calls().size();
            map.clear();
            assertThat(counting.calls().size() - before).isLessThan(10);
            assertThat(entries(map)).isEmpty();
        }
    }

    /** Stacks are put by programs alone; what user space can do is look them up, go through them and delete them. */
    @Test
    void stacksAreFoundByTheNumberThatAProgramGot() {
        var object = Samples.stacks();
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            int id = loaded.program("sample").testRun(TestInput.ofArguments()).value();
            KernelMap stacks = loaded.map("stacks");
            byte[] frames = stacks.lookup(u32(id)).orElseThrow();
            assertThat(engine.host().kernelSymbol(Samples.u64(frames, 0))).isPresent();
            assertThat(entries(stacks)).containsOnlyKeys(id);
            stacks.clear();
            assertThat(entries(stacks)).isEmpty();
        }
    }

    @Test
    void frozenDataIsReadAndNotWritten() {
        var contents = new MapSpec.Contents(u32(4711), true);
        KernelMap map = make(Samples.map(".rodata", MapType.ARRAY, 4, 4, 1).withContents(contents));
        assertThat(map.lookup(u32(0))).hasValue(u32(4711));
        assertThat(entries(map)).containsOnlyKeys(0);
        assertThatThrownBy(() -> map.update(u32(0), u32(1), UpdateMode.ANY))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
    }

    @Test
    void queueIsTakenFromWithoutAKey() {
        KernelMap map = make(Samples.map("queue", MapType.QUEUE, 0, 4, 4));
        map.update(new byte[0], u32(7), UpdateMode.ANY);
        map.update(new byte[0], u32(8), UpdateMode.ANY);
        assertThat(u32(map.take(new byte[0]).orElseThrow())).isEqualTo(7);
        assertThat(u32(map.take(new byte[0]).orElseThrow())).isEqualTo(8);
        assertThat(map.take(new byte[0])).isEmpty();
        assertThatThrownBy(() -> map.forEach((key, value) -> {})).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void perfEventArrayHasOneEntryForEachCpu() {
        KernelMap map = make(Samples.map("perf", MapType.PERF_EVENT_ARRAY, 0, 0, 0));
        assertThat(map.shape().maxEntries()).isEqualTo(engine.host().possibleCpus());
    }

    @Test
    void ringSizeIsRoundedToWhatTheKernelTakes() {
        KernelMap map = make(Samples.map("ring", MapType.RINGBUF, 0, 0, 5000));
        assertThat(map.shape().maxEntries()).isEqualTo(8192);
    }

    @Test
    void keyOfTheWrongSizeNamesBothSizes() {
        KernelMap map = make(Samples.map("table", MapType.HASH, 4, 4, 8));
        assertThatThrownBy(() -> map.lookup(new byte[8]))
                .hasMessage("key of 8 bytes for map 'table', whose keys have 4");
    }

    @Test
    void closedMapIsNotUsed() {
        KernelMap map = make(Samples.map("table", MapType.HASH, 4, 4, 8));
        map.close();
        map.close();
        assertThatThrownBy(() -> map.lookup(u32(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void kernelKnowsTheTypesOfAnObjectsMaps() {
        try (var loaded = engine.load(Samples.example("unlinkat"), LoadOptions.DEFAULT)) {
            int id = loaded.map("calls").id();
            assertThat(engine.objects().maps())
                    .filteredOn(entry -> entry.id() == id)
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.name()).isEqualTo("calls");
                        assertThat(entry.btf()).isPositive();
                        assertThat(entry.valueType()).isPositive();
                    });
        }
    }
}
