package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxKernel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iterators that are run and that are pinned, on a bpf file system that is mounted nowhere and goes with its descriptor. */
@KernelTest
class IteratorKernelTest {
    private static final long PID = ProcessHandle.current().pid();

    private final Kernel kernel = new LinuxKernel();
    private FileDescriptor mount;
    private Path folder;

    @BeforeEach
    void mount() {
        try (var context = FileDescriptor.of(kernel, kernel.fsopen("bpf"), "fsopen")) {
            Kernel.require(kernel.fsconfigCreate(context.number()), "fsconfig");
            mount = FileDescriptor.of(kernel, kernel.fsmount(context.number()), "fsmount");
        }
        folder = Path.of("/proc/self/fd/" + mount.number());
    }

    @AfterEach
    void unmount() {
        mount.close();
    }

    private static CommandLineRun run(String... arguments) {
        try (var engine = KernelEngine.open()) {
            return CommandLineRun.of(engine, arguments);
        }
    }

    /** This process as procfs shows it, in the kernel's own formats. */
    @Test
    void aPinGivesItsTextToWhoeverReadsIt() throws IOException {
        Path pin = folder.resolve("list");
        String script = """
                iter:task:%s /ctx.task.pid == %d/ {
                  printf("%%s %%d %%6u|%%-6d|%%06d|%%lx|%%llX|%%c|%%p|%%%%\\n", ctx.task.comm, ctx.task.pid, ctx.task.tgid, 7, 7, 1 << 40, 255, 65, 4096);
                }
                """.formatted(pin, PID);
        CommandLineRun run = run("-q", "-e", script);
        assertThat(run.errors()).isEmpty();
        assertThat(run.output().strip()).isEqualTo("Program pinned to " + pin);
        String name = Files.readString(Path.of("/proc/self/comm")).strip();
        String expected = "%s %d %6d|7     |000007|10000000000|FF|A|0x1000|%%\n".formatted(mainThread(name), PID, PID);
        assertThat(Files.readString(pin)).isEqualTo(expected);
        assertThat(Files.readString(pin)).as("as often as it is read").isEqualTo(expected);
        CommandLineRun again = run("-q", "-e", script);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.errors()).contains("EEXIST").contains("remove it");
        Files.delete(pin);
    }

    /** {@code comm} of a process is that of its first thread; this one is another. */
    private static String mainThread(String own) throws IOException {
        Path first = Path.of("/proc/self/task/" + PID + "/comm");
        return Files.exists(first) ? Files.readString(first).strip() : own;
    }

    @Test
    void aPinNeedsItsFileSystem() {
        CommandLineRun run = run("-q", "-e", "iter:task:/proc/self/no/such/folder { printf(\"x\"); }");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("mount -t bpf bpf /sys/fs/bpf");
    }

    @Test
    void onlyPrintfWorksWithoutATracer() {
        for (String statement : List.of(
                "print(1)", "exit()", "time()", "clear(@)", "cat(\"/x\")", "errorf(\"x\")", "assert(0, \"x\")")) {
            CommandLineRun run = run("-q", "-e", "iter:task:x { @ = 1; %s; }".formatted(statement));
            assertThat(run.errors()).as(statement).contains("ERROR: A pinned iterator can only printf");
        }
    }

    @Test
    void formatsAreThoseOfTheKernel() {
        for (String arguments : List.of(
                "\"%o\", 1", "\"%.2d\", 1", "\"%#x\", 1", "\"%hd\", 1", "\"\u00e9\"", "\"%s\", 1", "\"%s\", kstack")) {
            CommandLineRun run = run("-q", "-e", "iter:task:x { printf(%s); }".formatted(arguments));
            assertThat(run.errors())
                    .as(arguments)
                    .contains("ERROR: The kernel, which formats what a pinned iterator prints, ");
        }
    }

    @Test
    void pathsAreThoseOfProcfs(@TempDir Path files) throws IOException {
        Path open = Files.createFile(files.resolve("open"));
        try (var channel = FileChannel.open(open)) {
            CommandLineRun run = run("-q", "-e", """
                    iter:task_file /ctx.task.pid == %d/ { printf("%%s\\n", path(ctx.file.f_path)); }
                    """.formatted(PID));
            assertThat(channel.isOpen()).isTrue();
            assertThat(run.errors()).isEmpty();
            assertThat(run.output().lines()).contains(open.toString());
        }
    }

    @Test
    void shortPathsKeepTheirEnd(@TempDir Path files) throws IOException {
        Path open = Files.createFile(files.resolve("end-of-the-path"));
        try (var channel = FileChannel.open(open)) {
            CommandLineRun run = run("-q", "-e", """
                    iter:task_file /ctx.task.pid == %d/ { print(path(ctx.file.f_path, 8)); }
                    """.formatted(PID));
            assertThat(channel.isOpen()).isTrue();
            assertThat(run.output().lines()).contains("he-path");
        }
    }
}
