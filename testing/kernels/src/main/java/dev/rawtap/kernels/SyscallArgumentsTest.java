package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.SyscallRegisters;
import dev.rawtap.syscall.SyscallTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers, arguments and results of system calls are those that a program made, on each architecture. */
@KernelTest
class SyscallArgumentsTest {
    private static final Architecture HOST = Architecture.host();
    private static final long AT_FDCWD = -100;
    private static final long SA_RESTORER = 0x0400_0000;

    private static final String CLASSIC = """
            tracepoint:syscalls:sys_enter_close /pid == cpid/ { printf("close(%d)\\n", args.fd); }
            tracepoint:syscalls:sys_exit_close /pid == cpid/ { printf("close = %d\\n", args.ret); }
            tracepoint:syscalls:sys_enter_openat /pid == cpid/
            { printf("openat(%d, %s, %d, %o)\\n", args.dfd, str(args.filename), args.flags, args.mode); }
            tracepoint:syscalls:sys_exit_openat /pid == cpid/ { printf("openat = %d %d\\n", args.ret, args.__syscall_nr); }
            tracepoint:syscalls:sys_enter_futex /pid == cpid/
            { printf("futex(%p, %d, %d, %p, %p, %x)\\n", args.uaddr, args.op, args.val, args.utime, args.uaddr2, args.val3); }
            tracepoint:syscalls:sys_exit_futex /pid == cpid/ { printf("futex = %d\\n", args.ret); }
            """;

    @TempDir
    private Path folder;

    private static int number(String call) {
        return SyscallTable.of(HOST).get(call).number();
    }

    private String calls() {
        var program = new MachineProgram(MachineProgram.Kind.host());
        long path = program.text("/rawtap/none");
        return program.call(number("close"), 12_345)
                .call(number("openat"), AT_FDCWD, path, 0x80000, 0640)
                .call(number("futex"), 0x1111_2222_3333_4448L, 99, 0x55, 0x6666_0000_7777L, 0x8888_9999L, 0xaaaa)
                .call(number("exit_group"), 7)
                .write(folder.resolve("calls"))
                .toString();
    }

    private static CommandLineRun script(String program, String script) {
        CommandLineRun run = CommandLineRun.onKernel(Map.of(), "-q", "-c", program, "-e", script);
        assertThat(run.errors()).isEmpty();
        return run;
    }

    @Test
    void tracepointsHaveEveryArgument() {
        assertThat(script(calls(), CLASSIC).output().strip()).isEqualTo("""
                        close(12345)
                        close = -9
                        openat(-100, /rawtap/none, 524288, 640)
                        openat = -2 %d
                        futex(0x1111222233334448, 99, 85, 0x666600007777, 0x88889999, aaaa)
                        futex = -38""".formatted(number("openat")));
    }

    /** By the exit the result may be where the first argument was. */
    @Test
    void wholeCallsHaveTheArgumentsOfTheirEntry() {
        String script = """
                syscall:close /pid == cpid/ { printf("close(%d) = %s\\n", args.fd, args.ret); }
                syscall:openat /pid == cpid/
                { printf("openat(%s, %s, %s) = %s, %d\\n", args.dfd, str(args.filename), args.flags, args.ret, args.__syscall_nr); }
                syscall:openat /pid == cpid/ { printf("the same: %s\\n", str(args.filename)); }
                syscall:execve /pid == cpid/ { printf("execve = %s\\n", args.ret); }
                """;
        assertThat(script(calls(), script).output().strip()).isEqualTo("""
                        execve = 0
                        close(12345) = -1 EBADF
                        openat(AT_FDCWD, /rawtap/none, O_RDONLY|O_CLOEXEC) = -1 ENOENT, %d
                        the same: /rawtap/none""".formatted(number("openat")));
    }

    @Test
    void rawTracepointsHaveTheRegisters() {
        SyscallRegisters registers = SyscallRegisters.of(HOST);
        String first = "args.regs." + registers.argument(0).field();
        String script = """
                rawtracepoint:sys_enter /pid == cpid/
                { printf("%%s(%%lx, %%lx, %%lx, %%lx, %%lx, %%lx)\\n", syscall_name(args.id)%s); }
                rawtracepoint:sys_exit /pid == cpid/
                { printf("%%s = %%d, first was %%lx\\n", syscall_name(args.regs.%s), args.ret, %s); }
                """.formatted(
                        registers.arguments().stream()
                                .map(each -> ", args.regs." + each.field())
                                .collect(Collectors.joining()),
                        registers.number().field(),
                        first);
        assertThat(script(calls(), script).output().lines())
                .containsSubsequence(
                        "close = -9, first was 3039",
                        "futex(1111222233334448, 63, 55, 666600007777, 88889999, aaaa)",
                        "futex = -38, first was 1111222233334448")
                .anyMatch(line -> line.startsWith("close(3039, "))
                .anyMatch(line -> line.matches("openat\\(ffffffffffffff9c, [0-9a-f]+, 80000, 1a0, .*"))
                .anyMatch(line -> line.startsWith("exit_group(7, "))
                .doesNotContain("Unknown syscall");
        Facts.add(
                "System calls",
                "first argument",
                "pt_regs." + registers.argument(0).field());
        Facts.add(
                "System calls",
                "number at the exit",
                "pt_regs." + registers.number().field());
    }

    /** A new program has new registers, and the return from a signal's handler those of what it interrupted: it is no call's exit. */
    @Test
    void exitsAreThoseOfTheCall() {
        var program = new MachineProgram(MachineProgram.Kind.host());
        long start = program.instructions("");
        boolean arm = HOST == Architecture.ARM64;
        long microseconds = program.numbers(0, 0, 0, 1000);
        long action = program.numbers(0, 0, 0, 0);
        program.call(number("rt_sigaction"), 14, action, 0, 8)
                .call(number("setitimer"), 0, microseconds, 0)
                .call(number("ppoll"), 0, 0, 0, 0, 8)
                .call(number("exit_group"), 7);
        long handler = program.instructions(arm ? "c0035fd6" : "c3"); // ret
        long restorer = handler + 1;
        if (!arm) {
            program.call(number("rt_sigreturn"));
        }
        program.replace(action, handler, arm ? 0 : SA_RESTORER, arm ? 0 : restorer);
        String file = program.write(folder.resolve("signalled"), start).toString();
        String script = """
                tracepoint:syscalls:sys_enter_rt_sigreturn /pid == cpid/ { printf("return\\n"); }
                tracepoint:syscalls:sys_exit_rt_sigreturn /pid == cpid/ { printf("never\\n"); }
                tracepoint:syscalls:sys_exit_ppoll /pid == cpid/ { printf("ppoll = %d\\n", args.ret); }
                tracepoint:syscalls:sys_exit_execve /pid == cpid/ { printf("execve = %d\\n", args.ret); }
                tracepoint:syscalls:sys_exit_io_setup, tracepoint:syscalls:sys_exit_read /pid == cpid && args.ret != 1/
                { printf("%s\\n", probe); }
                """;
        // ERESTARTNOHAND: it becomes EINTR on the way out.
        assertThat(script(file, script).output().strip()).isEqualTo("""
                        execve = 0
                        ppoll = -514
                        return""");
    }
}
