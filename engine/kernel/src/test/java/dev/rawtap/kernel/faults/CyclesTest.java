package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.object.ObjectSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many uses in one process leave it as it was. 100 of them, or as many as {@code -Drawtap.faults.cycles} says: 1,000 take
 * about 10 s.
 */
@KernelTest
class CyclesTest {
    private static final int WARM_UP = 40;
    private static final int CYCLES = Integer.getInteger("rawtap.faults.cycles", 100);

    /** What the JVM itself may add meanwhile: compiled code, classes, a heap that is used to its end once. */
    private static final long RESIDENT_KILOBYTES = 96 << 10;

    private static final long MAPPINGS = 100;

    @Test
    void nothingGrows() {
        var ids = new KernelIds();
        var kernel = ids.door();
        ObjectSpec object = Samples.example("unlinkat");
        try (var engine = KernelEngine.open(kernel, new LinuxHost(kernel))) {
            for (int i = 0; i < WARM_UP; i++) {
                cycle(engine, object);
            }
            List<String> descriptors = Resources.descriptors();
            long mappings = Resources.mappings();
            long resident = Resources.residentKilobytes();
            long start = System.nanoTime();
            for (int i = 0; i < CYCLES; i++) {
                cycle(engine, object);
                if (i % 20 == 0) {
                    ownEngine(kernel, object);
                }
            }
            long milliseconds = (System.nanoTime() - start) / 1_000_000;
            System.out.printf(
                    "%d cycles: %d ms, resident %d -> %d KiB, mappings %d -> %d%n",
                    CYCLES, milliseconds, resident, Resources.residentKilobytes(), mappings, Resources.mappings());
            assertThat(Resources.descriptors()).isEqualTo(descriptors);
            assertThat(Resources.kernelMappings()).isEmpty();
            assertThat(Resources.mappings()).isLessThan(mappings + MAPPINGS);
            assertThat(Resources.residentKilobytes()).isLessThan(resident + RESIDENT_KILOBYTES);
        }
        assertThat(KernelIds.left(ids.made())).as("left in the kernel").isEmpty();
    }

    private static void ownEngine(Kernel kernel, ObjectSpec object) {
        try (var engine = KernelEngine.open(kernel, new LinuxHost(kernel))) {
            cycle(engine, object);
        }
    }

    private static void cycle(KernelEngine engine, ObjectSpec object) {
        var self =
                new ProcessFilter.Only(Math.toIntExact(ProcessHandle.current().pid()));
        try (var loaded = engine.load(object, LoadOptions.DEFAULT.withProcesses(self));
                var links = loaded.attach();
                var reader = loaded.read(List.of(new EventSource.Buffer(loaded.map("events"), (_, _, _) -> {})))) {
            reader.poll(Duration.ZERO);
            loaded.losses();
            assertThat(links.links()).hasSize(1);
        }
    }
}
