package dev.rawtap.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfExtTest {
    private static final String SECTION = "raw_tp/sys_enter";

    @Test
    void namesTheFunctionOfAProgram() {
        TestObject object = TestObject.example("unlinkat.bpf.o");
        Btf btf = object.btf();
        List<FunctionInfo> functions = object.btfExt().functions(SECTION);
        assertThat(functions).extracting(FunctionInfo::offset).containsExactly(0);
        assertThat(btf.type(functions.getFirst().type()))
                .isInstanceOfSatisfying(
                        BtfType.Function.class,
                        function -> assertThat(function.name()).isEqualTo("unlinkat"));
    }

    @Test
    void quotesLinesOfTheSource() throws Exception {
        Path source = Path.of(System.getProperty("rawtap.root"), "examples", "c", "unlinkat.bpf.c");
        List<String> text = Files.readAllLines(source);
        List<LineInfo> lines = TestObject.example("unlinkat.bpf.o").btfExt().lines(SECTION);
        assertThat(lines).isNotEmpty();
        for (LineInfo line : lines) {
            // Line 0 is code of no line.
            if (line.file().endsWith("unlinkat.bpf.c") && line.line() > 0) {
                assertThat(line.text()).isEqualTo(text.get(line.line() - 1));
            }
        }
    }

    @Test
    void readsTheAccessPathsOfRelocations() {
        TestObject object = TestObject.example("rename_btf.bpf.o");
        Btf btf = object.btf();
        BtfExt ext = object.btfExt();
        List<CoreRelocation> relocations = ext.sections().stream()
                .flatMap(section -> ext.relocations(section).stream())
                .toList();
        assertThat(relocations).isNotEmpty();
        for (CoreRelocation relocation : relocations) {
            assertThat(relocation.access().getFirst()).isZero();
            assertThat(btf.type(btf.strip(relocation.type()))).isInstanceOf(BtfType.Composite.class);
        }
        assertThat(relocations).extracting(CoreRelocation::kind).contains(CoreRelocation.Kind.FIELD_BYTE_OFFSET);
    }

    @Test
    void readsHeadersOfBeforeRelocations() {
        Btf btf = new BtfBuilder(ByteOrder.LITTLE_ENDIAN).build("empty");
        var header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        assertThat(BtfExt.read("old", MemorySegment.ofArray(header.array()), btf)
                        .sections())
                .isEmpty();
    }

    @Test
    void everyTruncationIsOneError() {
        TestObject object = TestObject.example("rename_btf.bpf.o");
        byte[] whole = object.section(".BTF.ext").toArray(ValueLayout.JAVA_BYTE);
        Btf btf = object.btf();
        for (int length = 0; length < whole.length; length++) {
            MemorySegment part = MemorySegment.ofArray(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> BtfExt.read("x", part, btf))
                    .as("%d bytes", part.byteSize())
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void programInfoCountsInstructionsAndFindsStrings() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        byte[] functions = ProgramInfo.functions(List.of(new FunctionInfo(24, 7)), ByteOrder.LITTLE_ENDIAN);
        assertThat(functions).containsExactly(3, 0, 0, 0, 7, 0, 0, 0);
        byte[] lines = ProgramInfo.lines(List.of(new LineInfo(8, "a.c", "int x;", 2, 5)), builder);
        // String offsets: 0 is the empty string, "a.c" follows it, then the line; 2 << 10 | 5 is 0x805.
        assertThat(lines).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 5, 8, 0, 0);
    }
}
