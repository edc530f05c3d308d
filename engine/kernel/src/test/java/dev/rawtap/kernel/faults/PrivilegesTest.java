package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Pace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The engine as another user: without any right, with each right alone, with few descriptors. Needs root and setpriv. */
@KernelTest
@Timeout(120)
@EnabledIfSystemProperty(named = "user.name", matches = "root", disabledReason = "only root may become another user")
class PrivilegesTest {
    @TempDir
    private static Path folder;

    private static String classPath = "";

    /** Classes and examples where any user may read them. */
    @BeforeAll
    static void copy() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path to = folder.resolve("classes" + copies.size());
            if (Files.exists(Path.of(entry))) {
                copy(Path.of(entry), to);
                copies.add(to.toString());
            }
        }
        copy(Path.of(System.getProperty("rawtap.root"), "examples/c"), folder.resolve("examples/c"));
        classPath = String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private List<String> run(List<String> prefix, String... arguments) throws Exception {
        String root = System.getProperty("rawtap.root");
        System.setProperty("rawtap.root", folder.toString());
        try (var child = ChildJvm.start(prefix, classPath, Unprivileged.class, arguments)) {
            List<String> lines = child.lines();
            assertThat(child.await()).as(String.join("\n", lines)).isZero();
            return lines;
        } finally {
            System.setProperty("rawtap.root", root);
        }
    }

    private static List<String> nobody(String... capabilities) {
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"));
        if (capabilities.length > 0) {
            String list = "+" + String.join(",+", capabilities);
            command.add("--inh-caps=" + list);
            command.add("--ambient-caps=" + list);
        }
        return command;
    }

    @Test
    void withoutAnyRightBothCapabilitiesAreNamed() throws Exception {
        Pace.assumeFast("another process");
        assertThat(run(nobody(), "unlinkat", "rename_btf", "rename_tracepoint"))
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        ".*: exit 77, .*: EPERM \\| this process lacks CAP_BPF and CAP_PERFMON: run it as root.*"));
    }

    @Test
    void eachRightAloneLeavesTheOtherMissing() throws Exception {
        Pace.assumeFast("another process");
        assertThat(run(nobody("bpf"), "unlinkat", "rename_btf"))
                .allSatisfy(line -> assertThat(line)
                        .matches(".*: exit 77, load program '\\w+': EPERM \\| this process lacks CAP_PERFMON: .*"));
        assertThat(run(nobody("perfmon"), "unlinkat", "rename_btf"))
                .allSatisfy(
                        line -> assertThat(line).matches(".*: exit 77, .*: EPERM \\| this process lacks CAP_BPF: .*"));
    }

    @Test
    void bothRightsDoButForTracefs() throws Exception {
        assertThat(run(nobody("bpf", "perfmon"), "unlinkat", "rename_btf", "rename_tracepoint"))
                .satisfiesExactly(
                        raw -> assertThat(raw).isEqualTo("unlinkat: attached 1"),
                        typed -> assertThat(typed).isEqualTo("rename_btf: attached 1"),
                        classic -> assertThat(classic)
                                .matches("rename_tracepoint: exit 77, tracefs not readable: EPERM.*CAP_SYS_ADMIN.*"));
    }

    @Test
    void whatOthersHaveLoadedIsForAdministrators() throws Exception {
        Pace.assumeFast("another process");
        assertThat(run(nobody("bpf", "perfmon"), "others"))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .matches("\\w+: exit 77, .*: EPERM \\| this process lacks CAP_SYS_ADMIN, .*run it as root"));
    }

    @Test
    void runningOutOfDescriptorsIsExplained() throws Exception {
        Pace.assumeFast("another process");
        List<String> lines = run(List.of("prlimit", "--nofile=120:120"), "descriptors");
        assertThat(lines.getFirst()).isEqualTo("whole: attached 1");
        List<String> few = lines.subList(2, lines.size());
        assertThat(few.getLast()).endsWith(" free: attached 1");
        assertThat(few.stream().filter(line -> !line.endsWith("attached 1")))
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(line)
                        .matches(
                                "\\d+ free: exit \\d+, .*: EMFILE \\| this process has as many files open.*ulimit -n"));
    }
}
