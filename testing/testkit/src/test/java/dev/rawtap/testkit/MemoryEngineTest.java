package dev.rawtap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.Host;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.TestInput;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Sampling;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises of the contract that a test of something else relies on. */
class MemoryEngineTest {
    private static final MapSpec DATA = MapSpec.of(".data", MapType.ARRAY, 4, 8, 1)
            .withContents(new MapSpec.Contents(new byte[] {1, 0, 0, 0, 2, 0, 0, 0}, false));
    private static final ObjectSpec OBJECT = new ObjectSpec(
            "test.o",
            ByteOrder.LITTLE_ENDIAN,
            "GPL",
            List.of(),
            List.of(
                    MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096),
                    MapSpec.of("counts", MapType.HASH, 4, 8, 2),
                    MapSpec.of("each", MapType.PERCPU_ARRAY, 4, 4, 1),
                    DATA),
            List.of(new GlobalVariable("second", ".data", 4, 4, 0, false)),
            Optional.empty(),
            List.of());

    private final Replay replay = Replay.NOTHING
            .withRecords("events", new byte[] {7}, new byte[] {8, 9})
            .withRun("begin", "events", new byte[3], new byte[4])
            .withText("tasks", "init\n");
    private final MemoryEngine engine = new MemoryEngine(
            new Target(Architecture.X86_64, new KernelVersion(6, 1), Set.of(), Optional.empty(), List.of()),
            new MemoryHost(),
            replay);
    private final Loaded loaded = engine.load(OBJECT, LoadOptions.DEFAULT);

    @Test
    void givesEachRecordOnceInOrder() {
        List<Integer> lengths = new ArrayList<>();
        var source = new EventSource.Buffer(loaded.map("events"), (memory, offset, length) -> lengths.add(length));
        try (var reader = loaded.read(List.of(source))) {
            assertThat(reader.poll(Duration.ZERO)).isEqualTo(2);
            assertThat(reader.poll(Duration.ofMillis(1))).isZero();
        }
        assertThat(lengths).containsExactly(1, 2);
    }

    private static ProgramSpec program(String name, AttachPoint point) {
        return new ProgramSpec(name, "", point, true, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private Loaded script() {
        return engine.load(
                OBJECT.withPrograms(List.of(
                        program("begin", new AttachPoint.TestRun()),
                        program("tick", AttachPoint.PerfEvent.of(Sampling.interval(1))),
                        program("tasks", new AttachPoint.Iterator("task", false)))),
                LoadOptions.DEFAULT);
    }

    @Test
    void testRunsWriteWhatTheTestGave() {
        Loaded script = script();
        List<Integer> lengths = new ArrayList<>();
        var source = new EventSource.Buffer(script.map("events"), (memory, offset, length) -> lengths.add(length));
        script.program("begin").testRun(TestInput.ofArguments());
        try (var reader = script.read(List.of(source))) {
            reader.poll(Duration.ZERO);
            script.program("begin").testRun(TestInput.ofArguments());
            assertThat(reader.poll(Duration.ofMinutes(1))).isEqualTo(2);
        }
        assertThat(lengths).containsExactly(1, 2, 3, 4, 3, 4);
    }

    @Test
    void iteratorsWriteWhatTheTestGave() {
        Loaded script = script();
        assertThat(script.program("tasks").iterate())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("init\n");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> script.program("tick").iterate());
    }

    @Test
    void keepsAJournalOfWhatIsDoneWithPrograms() {
        Loaded script = script();
        script.program("begin").testRun(TestInput.ofArguments());
        try (var links = script.attach();
                var pinned = script.program("tasks").attach()) {
            pinned.pin(Path.of("/sys/fs/bpf/tasks"));
            assertThat(links.links()).hasSize(1);
        }
        assertThat(engine.journal())
                .containsExactly(
                        "run begin",
                        "attach tick",
                        "attach tasks",
                        "pin tasks at /sys/fs/bpf/tasks",
                        "detach tasks",
                        "detach tick");
    }

    @Test
    void refusesToAttachWhatSaysNotWhere() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(loaded::attach)
                .withMessage("test.o has no program that says where it attaches");
    }

    @Test
    void clearsAndZeroesMaps() {
        BpfMap counts = loaded.map("counts");
        counts.updateAll(
                List.of(new byte[4], new byte[] {1, 0, 0, 0}),
                List.of(new byte[8], new byte[] {9, 0, 0, 0, 0, 0, 0, 0}));
        counts.zero();
        assertThat(counts.lookup(new byte[] {1, 0, 0, 0})).hasValue(new byte[8]);
        counts.clear();
        assertThat(counts.lookup(new byte[4])).isEmpty();
        loaded.map(".data").clear();
        assertThat(loaded.map(".data").lookup(new byte[4])).hasValue(new byte[8]);
    }

    @Test
    void theHostKnowsWhatTheTestGave() {
        var host = new MemoryHost()
                .withKernelSymbol(-4096, "vfs_read")
                .withControlGroup(7, "/user.slice")
                .withUserPlace(5, 16, new Host.UserPlace(Optional.of(new Host.Symbol("main", 0)), "/bin/a", 16))
                .withShell("date", "today\n")
                .withNow(5_000_000_000L);
        var output = new ByteArrayOutputStream();
        assertThat(host.kernelSymbol(-4090)).hasValue(new Host.Symbol("vfs_read", 6));
        assertThat(host.kernelAddress("vfs_read")).hasValue(-4096);
        assertThat(host.controlGroup(7)).hasValue("/user.slice");
        assertThat(host.userPlace(5, 16)).isPresent();
        assertThat(host.shell("date", output)).isZero();
        assertThat(host.shell("unknown", output)).isEqualTo(127);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("today\n");
        assertThat(host.wallClock(Host.Clock.BOOT, host.nanoseconds(Host.Clock.BOOT)))
                .isEqualTo(Instant.ofEpochSecond(5));
        host.signal(3, 9);
        assertThat(host.signals()).containsExactly("3 9");
    }

    @Test
    void wakesAReaderThatWaits() {
        try (var reader = loaded.read(List.of())) {
            var waker = Thread.ofPlatform().start(reader::wake);
            assertThat(reader.poll(Duration.ofMinutes(1))).isZero();
            assertThat(waker).isNotNull();
        }
    }

    @Test
    void keepsTheSizesAndRefusalsOfMaps() {
        BpfMap counts = loaded.map("counts");
        counts.update(new byte[] {1, 0, 0, 0}, new byte[8], UpdateMode.CREATE);
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> counts.update(new byte[] {1, 0, 0, 0}, new byte[8], UpdateMode.CREATE))
                .withMessageEndingWith("EEXIST");
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> counts.update(new byte[] {2, 0, 0, 0}, new byte[8], UpdateMode.REPLACE))
                .withMessageEndingWith("ENOENT");
        counts.update(new byte[] {2, 0, 0, 0}, new byte[8], UpdateMode.ANY);
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> counts.update(new byte[] {3, 0, 0, 0}, new byte[8], UpdateMode.ANY))
                .withMessageEndingWith("E2BIG");
        assertThatIllegalArgumentException().isThrownBy(() -> counts.lookup(new byte[3]));
        assertThat(counts.delete(new byte[] {2, 0, 0, 0})).isTrue();
        assertThat(counts.delete(new byte[] {2, 0, 0, 0})).isFalse();
    }

    @Test
    void roundsEachCpusValueUpTo8Bytes() {
        assertThat(loaded.map("each").valueBytes()).isEqualTo(16);
    }

    @Test
    void readsAndWritesAVariablesOwnBytes() {
        var second = loaded.variable("second");
        assertThat(second.number()).isEqualTo(2);
        second.set(-5);
        assertThat(second.number()).isEqualTo(-5);
        assertThat(loaded.map(".data").lookup(new byte[4]).orElseThrow()[0]).isEqualTo((byte) 1);
    }

    @Test
    void namesTheNearestMap() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> loaded.map("event"))
                .satisfies(e -> assertThat(e.hint()).hasValue("nearest: events"));
    }

    @Test
    void closesWhatItLoaded() {
        assertThat(engine.openObjects()).isEqualTo(1);
        engine.close();
        assertThat(engine.openObjects()).isZero();
        assertThatIllegalStateException().isThrownBy(loaded::attach);
    }
}
