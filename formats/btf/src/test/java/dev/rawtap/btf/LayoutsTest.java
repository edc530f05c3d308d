package dev.rawtap.btf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.c.CDeclarations;
import dev.rawtap.btf.c.CPrinter;
import dev.rawtap.btf.dwarf.DwarfSections;
import dev.rawtap.btf.dwarf.DwarfTypes;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The structures of {@code types/layouts.h} as two compilers lay them out, read in three ways. */
class LayoutsTest {
    private static final List<String> STRUCTS =
            List.of("plain", "bits", "tight", "late_packed", "aligned_member", "aligned_whole", "nested");

    @ParameterizedTest
    @ValueSource(strings = {"14.bpfel", "14.bpfeb", "21.bpfel", "21.bpfeb"})
    void dwarfGivesTheSameTypesAsBtf(String compiler) {
        Btf dwarf = dwarf("layouts." + compiler + ".o");
        dwarf.validate();
        Btf btf = TestObject.resource("signatures." + compiler + ".o").btf();
        btf.validate();
        assertThat(dwarf.order()).isEqualTo(btf.order());
        assertThat(layout(dwarf)).containsExactlyElementsOf(layout(btf));
    }

    @Test
    void dwarf4GivesTheSameTypesAsDwarf5() {
        assertThat(layout(dwarf("layouts.14.dwarf4.o"))).containsExactlyElementsOf(layout(dwarf("layouts.14.bpfel.o")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "bits", "tight", "late_packed", "aligned_member", "aligned_whole", "nested"})
    void textIsLaidOutAsClangDoes(String struct) throws Exception {
        Btf clang = dwarf("layouts.21.bpfel.o");
        var parsed = CDeclarations.parse("layouts.h", header(), null);
        assertThat(parsed).isInstanceOf(CDeclarations.Found.class);
        Btf text = ((CDeclarations.Found) parsed).btf();
        text.validate();
        assertThat(layout(text, struct)).isEqualTo(layout(clang, struct));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "bits", "tight", "late_packed", "aligned_member", "aligned_whole", "nested"})
    void printedTextIsLaidOutAsItWas(String struct) {
        Btf clang = dwarf("layouts.21.bpfel.o");
        String printed = CPrinter.type(clang, clang.find(BtfKind.STRUCT, struct).orElseThrow());
        var parsed = CDeclarations.parse("printed", printed, null);
        assertThat(parsed).as(printed).isInstanceOf(CDeclarations.Found.class);
        Btf text = ((CDeclarations.Found) parsed).btf();
        assertThat(layout(text, struct)).as(printed).isEqualTo(layout(clang, struct));
    }

    static Btf dwarf(String object) {
        TestObject file = TestObject.resource(object);
        return DwarfTypes.read(new DwarfSections(
                object,
                file.order(),
                file.section(".debug_info"),
                file.section(".debug_abbrev"),
                file.section(".debug_str"),
                file.section(".debug_str_offsets"),
                file.section(".debug_line_str")));
    }

    private static String header() throws Exception {
        try (InputStream in = LayoutsTest.class.getResourceAsStream("/types/layouts.h")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> layout(Btf btf) {
        return STRUCTS.stream().map(struct -> layout(btf, struct)).toList();
    }

    private static String layout(Btf btf, String struct) {
        int id = btf.find(BtfKind.STRUCT, struct).orElseThrow();
        var lines = new ArrayList<String>();
        members(btf, id, 0, lines);
        return struct + " of " + btf.sizeOf(id) + ": " + String.join(" ", lines);
    }

    /** Name, place and size of members, without the padding that the printer adds. */
    private static void members(Btf btf, int id, int before, List<String> lines) {
        for (var member : ((BtfType.Composite) btf.type(btf.strip(id))).members()) {
            int place = before + member.bitOffset();
            if (btf.type(btf.strip(member.type())) instanceof BtfType.Composite) {
                lines.add(member.name() + "{");
                members(btf, member.type(), place, lines);
                lines.add("}");
            } else if (!member.name().startsWith("__padding_at_")) {
                lines.add("%s@%d:%d(%d)".formatted(member.name(), place, member.bitSize(), btf.sizeOf(member.type())));
            }
        }
    }
}
