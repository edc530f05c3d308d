package dev.rawtap.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.btf.c.CPrinter;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Oracle;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@KernelTest
class VmlinuxTest {
    private static byte[] bytes;
    private static Btf btf;

    @BeforeAll
    static void read() {
        bytes = Vmlinux.bytes();
        btf = Btf.read("vmlinux", MemorySegment.ofArray(bytes));
    }

    @Test
    void isValid() {
        btf.validate();
    }

    @Test
    void isWrittenBackByteForByte() {
        assertThat(BtfBuilder.of(btf).bytes()).isEqualTo(bytes);
    }

    @Test
    void anIndexGivesTheSameTypes() {
        Btf again = Btf.read("vmlinux", MemorySegment.ofArray(bytes), btf.index());
        assertThat(again.count()).isEqualTo(btf.count());
        for (int id = 0; id < btf.count(); id += 97) {
            assertThat(again.type(id)).isEqualTo(btf.type(id));
        }
        byte[] broken = btf.index();
        broken[20] = 99;
        assertThat(Btf.read("vmlinux", MemorySegment.ofArray(bytes), broken).type(5))
                .isEqualTo(btf.type(5));
    }

    @Test
    void theHeaderOfAllCompilesAndKeepsEveryOffset() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "registers of x86-64");
        var text = new StringBuilder(CPrinter.header(btf));
        var seen = new HashSet<String>();
        btf.ids(BtfKind.STRUCT).forEach(id -> {
            var struct = (BtfType.Composite) btf.type(id);
            // The compiler's own va_list is another one on BPF than on the kernel's architecture.
            boolean foreign = struct.name().equals("warn_args")
                    || btf.find(BtfKind.ENUM, struct.name()).isPresent();
            if (struct.name().isEmpty() || foreign || !seen.add(struct.name())) {
                return;
            }
            text.append("_Static_assert(sizeof(struct %s) == %d, \"\");\n".formatted(struct.name(), struct.size()));
            for (var member : struct.members()) {
                if (!member.isBitField() && !member.name().isEmpty()) {
                    text.append("_Static_assert(__builtin_offsetof(struct %s, %s) == %d, \"%s\");\n"
                            .formatted(struct.name(), member.name(), member.bitOffset() / 8, struct.name()));
                }
            }
        });
        Path source = Files.createTempFile("vmlinux", ".c");
        try {
            Files.writeString(source, text);
            assertThat(Oracle.complaints(
                            "clang-21", "-target", "bpf", "-w", "-fsyntax-only", "/host" + source.toAbsolutePath()))
                    .isEqualTo("exit 0");
        } finally {
            Files.delete(source);
        }
    }

    @Test
    void findsEveryNamedTypeByItsName() {
        btf.ids(BtfKind.STRUCT).forEach(id -> {
            String name = btf.nameOf(id);
            if (!name.isEmpty()) {
                int found = btf.find(BtfKind.STRUCT, name).orElseThrow();
                assertThat(btf.nameOf(found)).isEqualTo(name);
                assertThat(found).isLessThanOrEqualTo(id);
            }
        });
        assertThat(btf.find(BtfKind.STRUCT, "no_such_struct_anywhere")).isEmpty();
    }

    @Test
    void systemCallRegistersLieWhereTheAbiSaysOnX86() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "compiled for x86-64");
        int regs = btf.find(BtfKind.STRUCT, "pt_regs").orElseThrow();
        assertThat(btf.sizeOf(regs)).isEqualTo(168);
        // arch/x86/include/asm/ptrace.h; the names within an anonymous union too (cs since 6.9).
        assertThat(btf.field(regs, "di").orElseThrow().offset()).isEqualTo(112);
        assertThat(btf.field(regs, "r10").orElseThrow().offset()).isEqualTo(56);
        assertThat(btf.field(regs, "cs").orElseThrow().offset()).isEqualTo(136);
    }

    @Test
    void agreesWithBpftoolAboutKindsAndSizes() throws Exception {
        String dump = Oracle.run("bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux");
        var line = Pattern.compile(
                "^\\[(\\d+)] (STRUCT|UNION|INT|ENUM|TYPEDEF|FUNC) '([^']*)'(?: size=(\\d+))?", Pattern.MULTILINE);
        var matcher = line.matcher(dump);
        int seen = 0;
        while (matcher.find()) {
            int id = Integer.parseInt(matcher.group(1));
            String name = matcher.group(3).equals("(anon)") ? "" : matcher.group(3);
            assertThat(btf.nameOf(id)).isEqualTo(name);
            if (matcher.group(4) != null) {
                assertThat(btf.sizeOf(id)).as(name).isEqualTo(Long.parseLong(matcher.group(4)));
            }
            seen++;
        }
        assertThat(seen).isGreaterThan(50_000);
        long records = dump.lines().filter(text -> text.startsWith("[")).count();
        assertThat(btf.count() - 1).isEqualTo((int) records);
    }
}
