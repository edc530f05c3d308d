package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.testkit.FakeKernel;
import dev.rawtap.testkit.MemoryEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    private Path root;

    @BeforeEach
    void layOut() throws IOException {
        write("/proc/sys/kernel/osrelease", "6.1.0-31-amd64\n");
        write("/sys/devices/system/cpu/online", "0-3\n");
        write("/sys/devices/system/cpu/possible", "0-7\n");
        write("/proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
        write("/proc/sys/net/core/bpf_jit_enable", "0\n");
    }

    private void write(String absolute, String text) throws IOException {
        Path file = root.resolve(absolute.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private DoctorCommand doctor() {
        return new DoctorCommand(FakeKernel::new, new SystemFiles(root));
    }

    /** CapEff of Docker's default set: neither CAP_SYS_ADMIN (21) nor CAP_PERFMON (38) nor CAP_BPF (39). */
    @Test
    void namesWhatIsMissingAndWhatToDo() throws IOException {
        write("/proc/self/status", "Name:\tjava\nCapEff:\t00000000a80425fb\n");
        CommandLineRun run = CommandLineRun.of(
                doctor(),
                SmallKernel.engine().refusing(new UnsupportedException("load program 'doctor': EPERM", "do this")));
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.output())
                .containsPattern("CAP_BPF +missing +loads programs and maps\n +-> run as root")
                .containsPattern("CAP_PERFMON +missing")
                .containsPattern("CAP_SYS_ADMIN +limited")
                .containsPattern("kernel.unprivileged_bpf_disabled +limited +2\n +-> only who has CAP_BPF")
                .containsPattern("net.core.bpf_jit_enable +limited +0\n +-> programs are interpreted")
                .containsPattern("tracefs +limited")
                .containsPattern("raw tracepoint +missing +load program 'doctor': EPERM\n +-> do this")
                .contains("4 online, 8 possible")
                .endsWith("raw tracepoints cannot be traced here: see what is missing above\n");
    }

    /** CapEff with CAP_PERFMON and CAP_BPF alone: bits 38 and 39. */
    @Test
    void twoCapabilitiesAreEnough() throws IOException {
        write("/proc/self/status", "CapEff:\t000000c000000000\n");
        MemoryEngine engine = SmallKernel.engine();
        CommandLineRun run = CommandLineRun.of(doctor(), engine);
        assertThat(run.status()).isZero();
        assertThat(engine.openObjects()).isZero();
        assertThat(run.output())
                .containsPattern("CAP_BPF +ok")
                .containsPattern("CAP_SYS_ADMIN +limited")
                .containsPattern("kernel +ok +6.1.0-31-amd64")
                .containsPattern("ring buffers +limited +not here; mainline since 5.8")
                .endsWith("raw tracepoints can be traced here\n");
    }

    @Test
    void anOldKernelIsNamed() throws IOException {
        write("/proc/sys/kernel/osrelease", "5.4.0-150-generic\n");
        write("/proc/self/status", "CapEff:\t000001ffffffffff\n");
        write("/proc/self/limits", "Limit   Soft Limit   Hard Limit  Units\nMax locked memory  65536  65536  bytes\n");
        assertThat(CommandLineRun.of(doctor(), SmallKernel.engine()).output())
                .containsPattern("kernel +missing +5.4.0-150-generic\n +-> 5.8 or later is needed")
                .containsPattern("RLIMIT_MEMLOCK +ok +65536 bytes\n");
        write("/proc/self/limits", "Max locked memory         65536   unlimited   bytes   \n");
        assertThat(CommandLineRun.of(doctor(), SmallKernel.engine()).output())
                .containsPattern("RLIMIT_MEMLOCK +ok +65536 bytes, at most unlimited\n");
    }

    @Test
    void jsonHoldsTheVerdictFirst() throws IOException {
        write("/proc/self/status", "CapEff:\t000001ffffffffff\n");
        assertThat(CommandLineRun.of(doctor(), SmallKernel.engine(), "--json").output())
                .startsWith("{\"can_trace\":true,\"sections\":{\"machine\":[{\"name\":\"kernel\",")
                .contains("{\"name\":\"CAP_BPF\",\"value\":\"loads programs and maps\",\"verdict\":\"ok\"}");
    }
}
