package dev.rawtap.btf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class VmlinuxTest {
    private static byte[] bytes;
    private static Btf btf;

    @BeforeAll
    static void read() {
        bytes = Vmlinux.bytes();
        btf = Btf.read("vmlinux", java.lang.foreign.MemorySegment.ofArray(bytes));
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
        org.junit.jupiter.api.Assumptions.assumeTrue(
                System.getProperty("os.arch").equals("amd64"));
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
