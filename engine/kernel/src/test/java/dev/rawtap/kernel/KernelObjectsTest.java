package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.SourceLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@KernelTest
class KernelObjectsTest {
    @Test
    void listsWhatIsLoaded() {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(Samples.example("unlinkat"), LoadOptions.DEFAULT)) {
            KernelProgram program = loaded.program("unlinkat");
            int calls = loaded.map("calls").id();
            assertThat(engine.objects().programs())
                    .filteredOn(entry -> entry.id() == program.id())
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.type()).isEqualTo(ProgramKind.RAW_TRACEPOINT);
                        assertThat(entry.name()).isEqualTo("unlinkat");
                        assertThat(entry.tag()).matches("[0-9a-f]{16}");
                        assertThat(entry.maps())
                                .contains(calls, loaded.map("events").id());
                        assertThat(entry.translatedBytes()).isPositive();
                        assertThat(entry.btf()).isPositive();
                        assertThat(engine.objects().types())
                                .extracting(KernelObjects.BtfEntry::id)
                                .contains(entry.btf());
                    });
            assertThat(engine.objects().maps())
                    .filteredOn(entry -> entry.id() == calls)
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.kind()).isEqualTo(Optional.of(MapType.PERCPU_HASH));
                        assertThat(entry.valueSize()).isEqualTo(8);
                        assertThat(entry.maxEntries()).isEqualTo(1024);
                    });
        }
    }

    @Test
    void readsAProgramBack() {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(Samples.example("unlinkat"), LoadOptions.DEFAULT)) {
            KernelObjects.ProgramEntry entry = loaded.program("unlinkat").describe();
            ProgramCode code = engine.objects().code(entry.id()).orElseThrow();
            ProgramCode.Step last = code.steps().getLast();
            assertThat((last.slot() + last.bytes().length / 8) * 8).isEqualTo(entry.translatedBytes());
            // The address of a CPU's value is an instruction of the kernel's own: a move with an offset.
            assertThat(code.steps())
                    .filteredOn(step -> step.instruction().isEmpty())
                    .allMatch(step -> step.bytes()[2] == -1);
            assertThat(code.machine()).hasSize(entry.machineBytes());
            assertThat(code.functions()).first().extracting(FunctionInfo::name).isEqualTo("unlinkat");
            assertThat(code.lines()).extracting(SourceLine::text).anyMatch(text -> text.contains("syscall_number"));
            assertThat(code.steps())
                    .extracting(ProgramCode.Step::instruction)
                    .contains(Optional.of(new Instruction.LoadImmediate64(
                            Register.R1,
                            new Constant64.MapFd(loaded.map("events").id()))));
            Btf types = engine.objects().types(entry.btf()).orElseThrow();
            assertThat(types.find(BtfKind.STRUCT, "bpf_raw_tracepoint_args")).isPresent();
        }
    }

    @Test
    void opensWhatOthersHaveLoaded() {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(Samples.example("unlinkat"), LoadOptions.DEFAULT)) {
            int calls = loaded.map("calls").id();
            try (var map = engine.openMap(calls).orElseThrow();
                    var program =
                            engine.openProgram(loaded.program("unlinkat").id()).orElseThrow()) {
                byte[] value = new byte[map.valueBytes()];
                loaded.map("calls").update(Samples.u32(7), value, BpfMap.UpdateMode.ANY);
                assertThat(map.lookup(Samples.u32(7))).contains(value);
                assertThat(program.testRun(TestInput.ofArguments(0, 263)).value())
                        .isZero();
            }
            assertThat(engine.objects().map(calls).orElseThrow().frozen()).isFalse();
            assertThat(engine.objects().map(calls).orElseThrow().memory()).isPositive();
            assertThat(engine.objects().maps())
                    .filteredOn(map -> map.id() == loaded.map(".rodata").id())
                    .singleElement()
                    .matches(KernelObjects.MapEntry::frozen);
        }
    }

    @Test
    void unknownIdsAreEmpty() {
        try (var engine = KernelEngine.open()) {
            int unused = Integer.MAX_VALUE;
            KernelObjects objects = engine.objects();
            assertThat(objects.program(unused)).isEmpty();
            assertThat(objects.map(unused)).isEmpty();
            assertThat(objects.link(unused)).isEmpty();
            assertThat(objects.code(unused)).isEmpty();
            assertThat(objects.types(unused)).isEmpty();
            assertThat(engine.openMap(unused)).isEmpty();
            assertThat(engine.openProgram(unused)).isEmpty();
        }
    }

    /** They have ids and names since 5.11. */
    @Test
    void listsTheKernelsOwnTypes() {
        try (var engine = KernelEngine.open()) {
            boolean listed = engine.target().version().compareTo(new KernelVersion(5, 11)) >= 0;
            assertThat(engine.objects().types())
                    .filteredOn(entry -> entry.name().equals("vmlinux"))
                    .hasSize(listed ? 1 : 0)
                    .allSatisfy(entry -> {
                        assertThat(entry.kernel()).isTrue();
                        assertThat(entry.bytes()).isGreaterThan(1_000_000);
                    });
        }
    }

    @Test
    void manyLoadsLeaveNothingOpen() throws IOException {
        var object = Samples.one(Samples.typed("task_rename"), Samples.RETURN_ZERO);
        try (var engine = KernelEngine.open()) {
            cycle(engine, object, 10);
            long before = descriptors();
            cycle(engine, object, 200);
            assertThat(descriptors()).isLessThanOrEqualTo(before);
        }
    }

    private static void cycle(KernelEngine engine, ObjectSpec object, int times) {
        for (int i = 0; i < times; i++) {
            try (var loaded = engine.load(object, LoadOptions.DEFAULT);
                    var links = loaded.attach()) {
                assertThat(links.links()).hasSize(1);
            }
        }
    }

    private static long descriptors() throws IOException {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }
}
