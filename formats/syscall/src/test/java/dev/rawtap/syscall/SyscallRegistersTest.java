package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SyscallRegistersTest {
    private static List<String> fields(Architecture architecture) {
        return SyscallRegisters.of(architecture).arguments().stream()
                .map(Register::field)
                .toList();
    }

    /** syscall(2), "Architecture calling conventions". */
    @Test
    void argumentsComeInTheOrderOfTheManual() {
        assertThat(fields(Architecture.X86_64)).containsExactly("di", "si", "dx", "r10", "r8", "r9");
        assertThat(fields(Architecture.I386)).containsExactly("bx", "cx", "dx", "si", "di", "bp");
        assertThat(fields(Architecture.ARM64))
                .containsExactly("orig_x0", "regs[1]", "regs[2]", "regs[3]", "regs[4]", "regs[5]");
        assertThat(fields(Architecture.ARM)).isEqualTo(fields(Architecture.ARM64));
    }

    /** The header lists struct pt_regs in order, each member eight bytes, under the machine's names. */
    @Test
    void offsetsOfX86AgreeWithTheInstalledHeader() throws IOException {
        Path header = Path.of("/usr/include/x86_64-linux-gnu/asm/ptrace.h");
        assumeTrue(Files.isReadable(header), () -> header + " is absent (apt-get install linux-libc-dev)");
        String text = Files.readString(header);
        List<String> order = new ArrayList<>();
        Matcher member = Pattern.compile("unsigned long (r\\w+|eflags|orig_rax|cs|ss);")
                .matcher(text.substring(text.lastIndexOf("struct pt_regs {")));
        while (member.find()) {
            order.add(member.group(1));
        }
        SyscallRegisters registers = SyscallRegisters.of(Architecture.X86_64);
        for (Register argument : registers.arguments()) {
            assertThat(argument.offset()).as(argument.name()).isEqualTo(8 * order.indexOf(argument.name()));
        }
        assertThat(registers.number().offset()).isEqualTo(8 * order.indexOf("orig_rax"));
        assertThat(registers.result().offset()).isEqualTo(8 * order.indexOf("rax"));
        for (Register argument : SyscallRegisters.of(Architecture.I386).arguments()) {
            assertThat(argument.offset()).isEqualTo(8 * order.indexOf("r" + argument.field()));
        }
    }

    /** struct pt_regs of arm64 begins with regs[31], sp, pc, pstate, then orig_x0 and syscallno. */
    @Test
    void firstArgumentOfArm64IsBehindTheUserRegisters() {
        SyscallRegisters registers = SyscallRegisters.of(Architecture.ARM64);
        assertThat(registers.argument(0).offset()).isEqualTo((31 + 3) * 8);
        assertThat(registers.argument(3).offset()).isEqualTo(3 * 8);
        assertThat(registers.number().offset()).isEqualTo(registers.argument(0).offset() + 8);
        assertThat(registers.result().offset()).isZero();
    }

    @Test
    void readingCxIsAMistakeOnX86Only() {
        assertThat(SyscallRegisters.of(Architecture.X86_64).mistake(88).orElseThrow())
                .contains("pt_regs.cx", "the fourth system call argument is r10 (pt_regs.r10, offset 56)");
        assertThat(SyscallRegisters.of(Architecture.X86_64).mistake(80).orElseThrow())
                .contains("orig_ax, offset 120");
        assertThat(SyscallRegisters.of(Architecture.X86_64).mistake(104)).isEmpty();
        assertThat(SyscallRegisters.of(Architecture.I386).mistake(88)).isEmpty();
        assertThat(SyscallRegisters.of(Architecture.ARM64).mistake(88)).isEmpty();
    }
}
