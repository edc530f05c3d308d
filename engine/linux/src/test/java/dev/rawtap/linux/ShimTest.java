package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.syscall.Architecture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes as an assembler reads them; that they run is shown by LinuxChildTest. */
class ShimTest {
    @ParameterizedTest
    @CsvSource({
        "X86_64, x86_64, 'movl $12345, %r12d' , 'movl $59, %eax'",
        "ARM64, aarch64, 'mov w19, #12345', 'mov x8, #221'"
    })
    void disassemblesToItsListing(
            Architecture architecture, String machine, String first, String execve, @TempDir Path at) throws Exception {
        assumeThat(Path.of("/usr/bin/llvm-objdump")).exists();
        byte[] elf = Shim.elf(architecture, 12345);
        Path code = Files.write(at.resolve("shim"), elf);
        String text = run("/usr/bin/llvm-objdump", "-p", "-h", "--file-headers", code.toString());
        assertThat(text).contains(machine).contains("0x00000000004000b0");
        // Without sections a disassembler needs a plain object: the code as a .text of its own.
        Path object = at.resolve("shim.o");
        run(
                "/usr/bin/llvm-objcopy",
                "-I",
                "binary",
                "-O",
                "elf64-" + (machine.equals("x86_64") ? "x86-64" : "littleaarch64"),
                "--rename-section=.data=.text,code",
                Files.write(at.resolve("code"), code(elf)).toString(),
                object.toString());
        String listing = run("/usr/bin/llvm-objdump", "-d", object.toString())
                .replace('\t', ' ')
                .replaceAll(" +", " ");
        assertThat(listing).contains(first, execve);
    }

    private static byte[] code(byte[] elf) {
        return Arrays.copyOfRange(elf, 64 + 2 * 56, elf.length);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    @ParameterizedTest
    @CsvSource({"-1", "65536"})
    void refusesDescriptorsThatDoNotFit(int fd) {
        assertThatThrownBy(() -> Shim.elf(Architecture.X86_64, fd)).hasMessage("file descriptor " + fd);
    }

    @Test
    void isSmall() {
        assertThat(Shim.elf(Architecture.ARM64, 3)).hasSizeLessThan(400);
    }
}
