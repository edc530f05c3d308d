package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
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
