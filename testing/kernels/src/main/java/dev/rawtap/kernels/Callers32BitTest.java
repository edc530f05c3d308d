package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.kernels.MachineProgram.Kind;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What 32-bit callers call has other numbers and other registers; nothing takes it for the machine's own calls. */
@KernelTest
class Callers32BitTest {
    /** Where programs at system calls may be preempted, another task's event may come in between, and is counted. */
    private static final boolean PREEMPTED =
            new Machine(SystemFiles.HOST).kernelVersion().compareTo(new KernelVersion(7, 0)) >= 0;

    private static final SyscallTable OWN = SyscallTable.of(Architecture.host());
    private static final int STATUS = 7;
    private static final long AT_FDCWD = -100;
    /** What a 64-bit program may have left in a register's upper half. */
    private static final long REST = 0x1234_5678L << 32;

    private static final List<String> CALLS = List.of("read", "inotify_init1", "mmap2", "openat", "exit_group");

    @TempDir
    private Path folder;

    private static Stream<Kind> kinds() {
        return Arrays.stream(Kind.values())
                .filter(kind ->
                        kind.machine() == Architecture.host() && kind.calls().is32Bit());
    }

    private static int number(Kind kind, String call) {
        return SyscallTable.of(kind.calls()).get(call).number();
    }

    private String calls(Kind kind) throws IOException, InterruptedException {
        var program = new MachineProgram(kind);
        long path = program.text("/rawtap/none");
        program.call(number(kind, "read"), REST | 0x111, REST | 0x2222_2222L, REST | 0x3333_3333L)
                .call(number(kind, "inotify_init1"), REST | 0x765_4321L)
                .call(number(kind, "mmap2"), REST | 0x1000_0000L, 0x3000, 1, 0x22, -1, 5)
                .call(number(kind, "openat"), AT_FDCWD, path, 0x80000)
                .call(number(kind, "exit_group"), STATUS);
        return runnable(kind, program.write(folder.resolve("calls")));
    }

    /** Skips the test where the machine cannot run it. */
    private static String runnable(Kind kind, Path program) throws IOException, InterruptedException {
        String row = kind == Kind.X86_64_INT80 ? "int 0x80 of 64-bit programs" : "32-bit programs";
        String problem;
        try {
            int status = new ProcessBuilder(program.toString()).start().waitFor();
            problem = status == STATUS ? "" : "none: they end with status " + status;
        } catch (IOException e) {
            problem = "none: " + String.valueOf(e.getMessage()).replaceAll(".*: ", "");
        }
        Facts.add("System calls", row, problem.isEmpty() ? "calls of " + kind.calls() : problem);
        assumeTrue(problem.isEmpty(), row + ": " + problem);
        return program.toString();
    }

    private static CommandLineRun script(String program, String script) {
        CommandLineRun run = CommandLineRun.onKernel(Map.of(), "-q", "-c", program, "-e", script);
        assertThat(run.errors().lines().filter(line -> !PREEMPTED || !line.contains("program was already running")))
                .isEmpty();
        return run;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void haveProbesWithTheirNamesAndArguments(Kind kind) throws IOException, InterruptedException {
        String last =
                SyscallTable.of(kind.calls()).get("mmap2").arguments().getLast().name();
        String script = """
                syscall:TABLE:read /pid == cpid/ { printf("%s(%x, %p, %x) = %s\\n", probe, args.fd, args.buf, args.count, args.ret); }
                syscall:TABLE:inotify_init1 /pid == cpid/ { printf("%s(%x) = %s\\n", probe, args.flags, args.ret); }
                syscall:TABLE:mmap2 /pid == cpid/
                { printf("%s(%x, %x, %s, %s, %x, %d) = %s\\n", probe, args.addr, args.len, args.prot, args.flags, args.fd, args.LAST, args.ret); }
                syscall:TABLE:open* /pid == cpid/ { @[probe] = count(); }
                syscall:*:openat /pid == cpid/
                { printf("%s(%s, %s, %s) = %s, %d\\n", probe, args.dfd, str(args.filename), args.flags, args.ret, args.ret); }
                """.replace("TABLE", kind.calls().toString()).replace("LAST", last);
        assertThat(script(calls(kind), script).output().strip())
                .isEqualTo("""
                syscall:TABLE:read(111, 0x22222222, 33333333) = -1 EBADF
                syscall:TABLE:inotify_init1(7654321) = -1 EINVAL
                syscall:TABLE:mmap2(10000000, 3000, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, ffffffff, 5) = 268435456
                syscall:TABLE:openat(AT_FDCWD, /rawtap/none, O_RDONLY|O_CLOEXEC) = -1 ENOENT, -2


                @[syscall:TABLE:openat]: 1""".replace("TABLE", kind.calls().toString()));
    }

    /** Neither of the call that has the same number nor of the one that has the same name. */
    @ParameterizedTest
    @MethodSource("kinds")
    void fireNoProbeOfTheMachinesOwnCalls(Kind kind) throws IOException, InterruptedException {
        Stream<Syscall> others = CALLS.stream()
                .flatMap(call -> Stream.concat(OWN.byNumber(number(kind, call)).stream(), OWN.byName(call).stream()));
        String script = others.distinct()
                .filter(call -> call.tracepointName().isPresent())
                .map(call -> """
                        tracepoint:syscalls:sys_enter_NAME, tracepoint:syscalls:sys_exit_NAME, syscall:NAME
                        /pid == cpid && started/ { print(probe); }
                        """.replace("NAME", call.tracepointName().orElseThrow()))
                .collect(Collectors.joining())
                // The call that the process is in while it waits to become the program is none of the program's.
                .replace("started", "comm == \"calls\"");
        assertThat(script(calls(kind), script).output().strip()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void areNamedByTheirOwnTable(Kind kind) throws IOException, InterruptedException {
        String script = """
                rawtracepoint:sys_enter /pid == cpid && comm == "calls"/ { printf("%s\\n", syscall_name(args.id)); @[syscall_name(args.id)] = count(); }
                tracepoint:raw_syscalls:sys_enter /pid == cpid && comm == "calls"/
                { printf("%s(%x, %x, %x)\\n", syscall_name(args.id), args.args[0], args.args[1], args.args[2]); }
                tracepoint:raw_syscalls:sys_exit /pid == cpid && comm == "calls" && args.ret < 0/
                { printf("%s = %d\\n", syscall_name(args.id), args.ret); }
                end { printf("%s\\n", syscall_name(OWN)); }
                """.replace("OWN", Integer.toString(OWN.get("read").number()));
        assertThat(script(calls(kind), script).output().lines())
                .containsSubsequence(CALLS)
                .containsSubsequence("read(111, 22222222, 33333333)", "read = -9", "inotify_init1 = -22", "openat = -2")
                .containsSubsequence("read", "@[exit_group]: 1", "@[inotify_init1]: 1")
                .doesNotContain("Unknown syscall");
    }

    /** A program may start one of the other width: by the exit the caller is the new one. */
    @ParameterizedTest
    @MethodSource("kinds")
    void startProgramsOfEitherWidth(Kind kind) throws IOException, InterruptedException {
        Path last = new MachineProgram(Kind.host())
                .call(OWN.get("exit_group").number(), STATUS)
                .write(folder.resolve("last"));
        var program = new MachineProgram(kind);
        long none = program.text("/rawtap/none");
        long path = program.text(last.toString());
        program.call(number(kind, "execve"), none, 0, 0)
                .call(number(kind, "execveat"), AT_FDCWD, path, 0, 0, 0)
                .call(number(kind, "exit_group"), 1);
        String script = """
                syscall:*:execve /pid == cpid/ { printf("%s(%d) = %s\\n", probe, args.filename > 0, args.ret); }
                syscall:*:execveat /pid == cpid/ { printf("%s(%d) = %s\\n", probe, args.fd, args.ret); }
                """;
        String first = runnable(kind, program.write(folder.resolve("first")));
        assertThat(script(first, script).output().strip().lines())
                .containsExactly(
                        "syscall:execve(1) = 0",
                        "syscall:%s:execve(1) = -1 ENOENT".formatted(kind.calls()),
                        "syscall:%s:execveat(-100) = 0".formatted(kind.calls()));
    }

    /** Numbers above the table (x32 of x86-64), and upper halves, which the kernel leaves out of account. */
    @Test
    void numbersAreTakenAsTheKernelTakesThem() {
        int close = OWN.get("close").number();
        String program = new MachineProgram(Kind.host())
                .call(0x4000_0000L | close, 1111)
                .call(1L << 32 | close, 2222)
                .call(close, 3333)
                .call(OWN.get("exit_group").number(), STATUS)
                .write(folder.resolve("numbers"))
                .toString();
        String script = """
                tracepoint:syscalls:sys_enter_close /pid == cpid/ { printf("close(%d)\\n", args.fd); }
                tracepoint:syscalls:sys_exit_close /pid == cpid/ { printf("= %d\\n", args.ret); }
                syscall:close /pid == cpid/ { printf("whole %d\\n", args.fd); }
                rawtracepoint:sys_enter /pid == cpid && args.id > 1000/ { printf("%s\\n", syscall_name(args.id)); }
                """;
        assertThat(script(program, script).output().strip()).isEqualTo("""
                Unknown syscall
                close(2222)
                = -9
                whole 2222
                close(3333)
                = -9
                whole 3333""");
    }
}
