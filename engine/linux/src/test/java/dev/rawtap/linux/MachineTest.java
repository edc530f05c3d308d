package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.MalformedException;
import dev.rawtap.object.KernelVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path root;

    private Machine machine() {
        return new Machine(new SystemFiles(root));
    }

    private void file(String path, byte[] bytes) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private void file(String path, String text) throws Exception {
        file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsVersionAndCpus() throws Exception {
        file("proc/sys/kernel/osrelease", "5.10.0-28-amd64\n");
        file("sys/devices/system/cpu/possible", "0-3,8,10-11\n");
        file("sys/devices/system/cpu/online", "0\n");
        assertThat(machine().kernelVersion()).isEqualTo(new KernelVersion(5, 10));
        assertThat(machine().possibleCpus()).containsExactly(0, 1, 2, 3, 8, 10, 11);
        assertThat(machine().onlineCpus()).containsExactly(0);
    }

    @Test
    void badCpuListNamesThePlace() throws Exception {
        file("sys/devices/system/cpu/possible", "0-3,x\n");
        assertThatThrownBy(() -> machine().possibleCpus())
                .isInstanceOf(MalformedException.class)
                .hasMessage("/sys/devices/system/cpu/possible at byte 0x4: 'x' is not a range of CPUs");
    }

    @Test
    void namesCapabilities() throws Exception {
        file("proc/self/status", "Name:\tx\nCapPrm:\t0000000000000000\nCapEff:\t000000c000200000\nCapBnd:\t1\n");
        assertThat(machine().capabilities())
                .containsExactlyInAnyOrder(Capability.BPF, Capability.PERFMON, Capability.SYS_ADMIN);
        assertThat(Capability.BPF).hasToString("CAP_BPF");
        assertThat(Capability.CHECKPOINT_RESTORE.ordinal()).isEqualTo(40);
    }

    @Test
    void sysctlsAreNumbersOrAbsent() throws Exception {
        file("proc/sys/kernel/perf_event_paranoid", "-1\n");
        file("proc/sys/kernel/printk", "4\t4\t1\t7\n");
        assertThat(machine().sysctl("kernel.perf_event_paranoid")).hasValue(-1);
        assertThat(machine().sysctl("kernel.printk")).isEmpty();
        assertThat(machine().sysctl("kernel.yama.ptrace_scope")).isEmpty();
    }

    @Test
    void configComesFromTheFirstReadableFile() throws Exception {
        file("proc/sys/kernel/osrelease", "6.1.0\n");
        assertThat(machine().config().source()).isEmpty();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("CONFIG_HZ=1000\n".getBytes(StandardCharsets.UTF_8));
        }
        file("proc/config.gz", packed.toByteArray());
        assertThat(machine().config().value("CONFIG_HZ")).hasValue("1000");
        file("boot/config-6.1.0", "CONFIG_HZ=250\n# CONFIG_KPROBES is not set\nCONFIG_CC=\"gcc = 12\"\n");
        KernelConfig config = machine().config();
        assertThat(config.source()).hasValue("/boot/config-6.1.0");
        assertThat(config.value("CONFIG_HZ")).hasValue("250");
        assertThat(config.value("CONFIG_CC")).hasValue("\"gcc = 12\"");
        assertThat(config.value("CONFIG_KPROBES")).isEmpty();
        file("boot/config-6.1.0", new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertThat(machine().config().source()).as("damaged one is passed over").hasValue("/proc/config.gz");
    }

    @Test
    void tellsTheMachineWeRunOn() throws Exception {
        Machine host = new Machine(SystemFiles.HOST);
        assertThat(host.kernelRelease()).isEqualTo(System.getProperty("os.version"));
        assertThat(host.possibleCpus())
                .hasSizeGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(host.possibleCpus()).containsAll(host.onlineCpus());
        assertThat(host.bootId().orElseThrow()).matches("[0-9a-f-]{36}");
    }
}
