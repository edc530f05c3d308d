package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.SyscallTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that read registers are for one machine: this one's see a call, and another's are known as such. */
@KernelTest
class MachineObjectsTest {
    private static final SyscallTable OWN = SyscallTable.of(Architecture.host());
    private static final long AT_FDCWD = -100;
    private static final String MACHINE = Architecture.host().toString();

    @TempDir
    private Path folder;

    /** A run while a file is deleted. */
    private CommandLineRun run(String object) throws IOException {
        var program = new MachineProgram(MachineProgram.Kind.host());
        long path = program.text(victim());
        program.call(OWN.get("unlinkat").number(), AT_FDCWD, path, 0)
                .call(OWN.get("exit_group").number(), 0);
        Files.createFile(Path.of(victim()));
        return CommandLineRun.onKernel(
                Map.of(),
                "run",
                object,
                "-q",
                "--",
                program.write(folder.resolve("deletes")).toString());
    }

    private String victim() {
        return folder.resolve("victim").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlinkat", "unlinkat_printk"})
    void ownObjectsSeeTheCall(String name) throws IOException {
        CommandLineRun run = run(CommandLineRun.example(name));
        assertThat(run.errors()).isEmpty();
        assertThat(run.output()).contains(victim());
    }

    /** It copies registers by their places, so that only what was compiled can tell. */
    @Test
    void whatCopiesRegistersOfAnotherMachineIsTold() throws IOException {
        String object = CommandLineRun.file("examples/c/unlinkat.bpf.o");
        CommandLineRun run = run(object);
        assertThat(run.errors())
                .isEqualTo(Architecture.host() == Architecture.X86_64 ? "" : """
                rawtap: %s was compiled for x86_64, and this is %s: it takes other numbers and registers for those of system calls
                  hint: compile it for this machine, with -D__TARGET_ARCH_%s
                """.formatted(object, MACHINE, MACHINE));
        assertThat(run.output().contains(victim())).isEqualTo(Architecture.host() == Architecture.X86_64);
    }

    @Test
    void whatAsksForRegistersOfAnotherMachineIsRefused() throws IOException {
        boolean x86 = Architecture.host() == Architecture.X86_64;
        CommandLineRun run =
                run(CommandLineRun.file("examples/c/unlinkat_printk%s.bpf.o".formatted(x86 ? ".arm64" : "")));
        assertThat(run.errors())
                .contains(
                        x86
                                ? "the kernel has no struct user_pt_regs: it was compiled for arm64, this is x86_64"
                                : "struct pt_regs has no field 'si': it was compiled for x86_64, this is arm64")
                .contains("hint: compile it for this machine, with -D__TARGET_ARCH_" + (x86 ? "x86" : MACHINE));
        Facts.refusal("System calls", "object of another machine", run.errors());
    }
}
