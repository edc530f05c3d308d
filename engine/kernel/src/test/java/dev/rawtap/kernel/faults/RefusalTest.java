package dev.rawtap.kernel.faults;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.testkit.FaultyKernel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kernel refuses is explained with the values that were wrong, and leaves nothing behind. */
@KernelTest
class RefusalTest {
    private static final KernelVersion RUNNING = new Machine(SystemFiles.HOST).kernelVersion();

    private final KernelIds ids = new KernelIds();
    private final FaultyKernel kernel = new FaultyKernel(ids.door());

    /** The text is a pattern that message and hint together match. */
    record Case(
            String name,
            ObjectSpec object,
            Consumer<KernelLoaded> use,
            Class<? extends RawtapException> type,
            String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case map(String name, MapSpec map, String text) {
        return new Case(name, Samples.object(List.of(), map), _ -> {}, KernelException.class, text);
    }

    private static Case program(
            String name, Consumer<Assembler> body, Class<? extends RawtapException> type, String text) {
        return new Case(name, Samples.one(Samples.raw("task_rename"), body), _ -> {}, type, text);
    }

    private static Case attach(String name, AttachPoint point, Consumer<Assembler> body, String text) {
        return new Case(name, Samples.one(point, body), KernelLoaded::attach, InvalidInputException.class, text);
    }

    static Stream<Case> refused() {
        return Stream.of(maps(), uses(), programs(), attachments()).flatMap(cases -> cases);
    }

    private static Stream<Case> maps() {
        return Stream.of(
                map(
                        "more entries than there is memory for",
                        Samples.map("huge", MapType.ARRAY, 4, 1 << 20, 1 << 30),
                        "create map 'huge' \\(ARRAY\\): (E2BIG|ENOMEM).*the map is too large: key 4, value 1048576,"
                                + " entries 1073741824.*"),
                map(
                        "a ring of 2 GiB and a byte",
                        Samples.map("ring", MapType.RINGBUF, 0, 0, (1 << 31) + 1),
                        "create map 'ring' \\(RINGBUF\\): (E2BIG|EINVAL|ENOMEM).*entries 2147483649.*"),
                map(
                        "the largest number of entries",
                        Samples.map("ring", MapType.RINGBUF, 0, 0, -1),
                        "create map 'ring' \\(RINGBUF\\): (E2BIG|EINVAL|ENOMEM).*entries 4294967295.*"),
                map(
                        "values of no bytes",
                        Samples.map("empty", MapType.HASH, 4, 0, 8),
                        "create map 'empty' \\(HASH\\): EINVAL.*refuses its shape: key 4, value 0, entries 8.*"),
                map(
                        "keys of no bytes",
                        Samples.map("empty", MapType.HASH, 0, 4, 8),
                        "create map 'empty' \\(HASH\\): EINVAL.*refuses its shape: key 0, value 4, entries 8.*"),
                map(
                        "an array with keys of 8 bytes",
                        Samples.map("array", MapType.ARRAY, 8, 4, 8),
                        "create map 'array' \\(ARRAY\\): EINVAL.*refuses its shape: key 8, value 4, entries 8.*"),
                map(
                        "per-CPU values beyond what a CPU may hold",
                        Samples.map("wide", MapType.PERCPU_ARRAY, 4, Integer.MAX_VALUE, 1),
                        "create map 'wide' \\(PERCPU_ARRAY\\): E2BIG.*too large: key 4, value 2147483647.*"),
                new Case(
                        "a map of maps without a map to show what is in it",
                        Samples.object(List.of(), Samples.map("outer", MapType.ARRAY_OF_MAPS, 4, 4, 1)),
                        _ -> {},
                        InvalidInputException.class,
                        "(?s)map 'outer' does not say what its maps are like.*"),
                map(
                        "storage of tasks without types",
                        Samples.map("tasks", MapType.TASK_STORAGE, 4, 8, 0),
                        "create map 'tasks' \\(TASK_STORAGE\\): EINVAL.*%s.*"
                                .formatted(
                                        RUNNING.compareTo(MapType.TASK_STORAGE.since()) < 0
                                                ? "came with Linux 5.11"
                                                : "refuses its shape")),
                map(
                        "a name of characters that the kernel does not take, and an unknown flag",
                        new MapSpec("größe/../x\0y", MapType.HASH, 4, 4, 8, 1 << 30, 0, 0, false, Optional.empty()),
                        "(?s)create map 'größe.*' \\(HASH\\): EINVAL.*flags 0x40000000.*"));
    }

    private static Stream<Case> uses() {
        MapSpec two = Samples.map("two", MapType.HASH, 4, 4, 2);
        return Stream.of(
                new Case(
                        "a full map",
                        Samples.object(List.of(), two),
                        loaded -> {
                            for (int i = 0; i < 3; i++) {
                                loaded.map("two").update(Samples.u32(i), Samples.u32(i), UpdateMode.ANY);
                            }
                        },
                        KernelException.class,
                        "update an entry \\(ANY\\) of map 'two': E2BIG it is full: it has room for 2 entries"),
                new Case(
                        "an entry past an array",
                        Samples.object(List.of(), Samples.map("array", MapType.ARRAY, 4, 4, 2)),
                        loaded -> loaded.map("array").update(Samples.u32(2), Samples.u32(0), UpdateMode.ANY),
                        KernelException.class,
                        "update an entry \\(ANY\\) of map 'array': E2BIG its keys are 0 to 1"),
                new Case(
                        "a key of the wrong size",
                        Samples.object(List.of(), two),
                        loaded -> loaded.map("two").lookup(new byte[3]),
                        InvalidInputException.class,
                        "key of 3 bytes for map 'two', whose keys have 4"),
                new Case(
                        "an entry that is there already",
                        Samples.object(List.of(), two),
                        loaded -> {
                            loaded.map("two").update(Samples.u32(1), Samples.u32(1), UpdateMode.ANY);
                            loaded.map("two").update(Samples.u32(1), Samples.u32(1), UpdateMode.CREATE);
                        },
                        KernelException.class,
                        "update an entry \\(CREATE\\) of map 'two': EEXIST"));
    }

    private static Stream<Case> programs() {
        ObjectSpec licensed = Samples.one(
                Samples.raw("task_rename"),
                a -> a.mov(R1, R10)
                        .alu(AluOperation.ADD, R1, -8)
                        .mov(R2, 8)
                        .mov(R3, 0)
                        .call(Helpers.named("probe_read_kernel"))
                        .mov(R0, 0)
                        .exit());
        var proprietary = new ObjectSpec(
                "proprietary.o",
                licensed.order(),
                "Proprietary",
                licensed.programs(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        return Stream.of(
                program(
                        "no instruction",
                        _ -> {},
                        KernelException.class,
                        "load program 'sample': E2BIG 0 instructions.*"),
                program(
                        "a million and one instructions",
                        a -> {
                            for (int i = 0; i < 1_000_000; i++) {
                                a.mov(R0, 0);
                            }
                            a.exit();
                        },
                        KernelException.class,
                        "load program 'sample': E2BIG 1,000,001 instructions; the kernel takes 1 to 1,000,000"),
                program(
                        "no exit at the end",
                        a -> a.mov(R0, 0),
                        ProgramRejectedException.class,
                        "program 'sample' refused: .*last insn is not an exit or jmp.*"),
                program(
                        "an argument that no raw tracepoint has",
                        a -> a.load(Size.DOUBLE, R0, R1, 96).exit(),
                        ProgramRejectedException.class,
                        "program 'sample' refused: invalid bpf_context access off=96 size=8.*ctx->args.*"),
                new Case(
                        "a GPL helper without the licence",
                        proprietary,
                        _ -> {},
                        ProgramRejectedException.class,
                        "program 'sample' refused: cannot call GPL-restricted function from non-GPL compatible program"
                                + ".*license.*"));
    }

    private static Stream<Case> attachments() {
        return Stream.of(
                attach(
                        "an unknown name",
                        Samples.raw("task_renam"),
                        Samples.RETURN_ZERO,
                        "no raw tracepoint 'task_renam' nearest: task_rename.*"),
                attach(
                        "a name of 300 characters",
                        Samples.raw("x".repeat(300)),
                        Samples.RETURN_ZERO,
                        "no raw tracepoint 'x{300}' .*"),
                attach("an empty name", Samples.raw(""), Samples.RETURN_ZERO, "no raw tracepoint '' .*"),
                attach(
                        "an argument that the tracepoint lacks",
                        Samples.raw("sys_enter"),
                        a -> a.load(Size.DOUBLE, R0, R1, 32).exit(),
                        "program 'sample' reads argument 4; 'sys_enter' has 2 counted from 0.*"),
                attach(
                        "more bytes than the writable buffer has",
                        Samples.writable("bpf_test_finish"),
                        a -> a.load(Size.DOUBLE, R2, R1, 0)
                                .load(Size.DOUBLE, R0, R2, 0)
                                .exit(),
                        "program 'sample' accesses 8 bytes of the writable buffer of 'bpf_test_finish', which has 4.*"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(Case refused) {
        List<String> descriptors = Resources.descriptors();
        Throwable thrown = catchThrowable(() -> {
            try (var engine = KernelEngine.open(kernel, new LinuxHost(kernel));
                    var loaded = engine.load(refused.object, LoadOptions.DEFAULT)) {
                refused.use.accept(loaded);
            }
        });
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        refused.type,
                        explained -> assertThat(explained.getMessage()
                                        + explained
                                                .hint()
                                                .map(hint -> " " + hint)
                                                .orElse(""))
                                .matches(refused.text));
        assertThat(kernel.open()).isEmpty();
        assertThat(Resources.descriptors()).isEqualTo(descriptors);
        assertThat(KernelIds.left(ids.made())).as("left in the kernel").isEmpty();
    }
}
