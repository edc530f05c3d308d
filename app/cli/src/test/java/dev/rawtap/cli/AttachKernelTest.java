package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Probes that cannot be attached, on a machine whose processor counts nothing. */
@KernelTest
class AttachKernelTest {
    private static final String REASON =
            "Unable to attach probe: hardware:cycles:1000000: no counter of the processor for perf cpu-cycles every 1000000"
                    + " (perf_event_open: ENOENT)";

    /** The processor's counters are a device, {@code cpu} or {@code armv8_pmuv3_0}. */
    @BeforeEach
    void needsNoCounters() throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/sys/bus/event_source/devices"))) {
            assumeThat(devices.map(device -> device.getFileName().toString()))
                    .as("this machine's processor counts")
                    .noneMatch(name -> name.equals("cpu") || name.startsWith("armv8_pmu"));
        }
    }

    private static CommandLineRun run(String missing, String more) {
        try (var engine = KernelEngine.open()) {
            return CommandLineRun.of(
                    engine,
                    "-e",
                    "config = { missing_probes = %s } hardware:cycles:1e6 { } %s".formatted(missing, more));
        }
    }

    @Test
    void areAnErrorWithItsReason() {
        CommandLineRun run = run("error", "begin { print(2); }");
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors())
                .isEqualTo(
                        "ERROR: " + REASON
                                + "\nHINT: virtual machines often have none; software:cpu-clock samples by time, without them\n");
    }

    @Test
    void areSkippedWithAWarning() {
        CommandLineRun run = run("warn", "begin { print(2); exit(); }");
        assertThat(run.status()).isZero();
        assertThat(run.output()).startsWith("2\n");
        assertThat(run.errors()).isEqualTo("WARNING: " + REASON + ". Skipping.\nAttached 1 probe\n");
    }

    @Test
    void areSkippedInSilence() {
        CommandLineRun run = run("ignore", "begin { exit(); }");
        assertThat(run.status()).isZero();
        assertThat(run.errors()).isEqualTo("Attached 1 probe\n");
    }

    @Test
    void areAnErrorWhenThereIsNoOther() {
        CommandLineRun run = run("ignore", "");
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.errors()).isEqualTo("ERROR: Attachment failed for all probes.\n");
    }
}
