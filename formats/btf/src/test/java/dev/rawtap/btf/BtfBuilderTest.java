package dev.rawtap.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.btf.BtfType.IntEncoding;
import dev.rawtap.btf.BtfType.Linkage;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BtfBuilderTest {
    private static final List<BtfType> EVERY_KIND = List.of(
            new BtfType.Int("int", 4, IntEncoding.SIGNED),
            new BtfType.Pointer(1),
            new BtfType.Array(1, 1, 3),
            new BtfType.Struct("s", 8, List.of(new BtfType.Member("a", 1, 0, 3), new BtfType.Member("b", 1, 32, 0))),
            new BtfType.Union("u", 4, List.of(new BtfType.Member("x", 1, 0, 0))),
            new BtfType.Enum("e", 4, true, List.of(new BtfType.Enumerator("MINUS", -1))),
            new BtfType.Forward("f", true),
            new BtfType.Typedef("t", 4),
            new BtfType.Volatile(1),
            new BtfType.Const(1),
            new BtfType.Restrict(2),
            new BtfType.Function("main", 13, Linkage.GLOBAL),
            new BtfType.FunctionPrototype(0, List.of(new BtfType.Parameter("p", 2), new BtfType.Parameter("", 0))),
            new BtfType.Variable("v", 1, Linkage.STATIC),
            new BtfType.DataSection(".data", 8, List.of(new BtfType.Placement(14, 4, 4))),
            new BtfType.Float("double", 8),
            new BtfType.DeclarationTag("tag", 4, 1, false),
            new BtfType.TypeTag("user", 1, false),
            new BtfType.Enum64("big", 8, false, List.of(new BtfType.Enumerator("ALL", -1))),
            new BtfType.Enum("u", 4, false, List.of(new BtfType.Enumerator("TOP", 0xffffffffL))));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyKindIsReadAsItWasWritten(boolean bigEndian) {
        var builder = new BtfBuilder(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        EVERY_KIND.forEach(builder::add);
        Btf btf = builder.build("all");
        btf.validate();
        for (int i = 0; i < EVERY_KIND.size(); i++) {
            assertThat(btf.type(i + 1)).isEqualTo(EVERY_KIND.get(i));
            assertThat(btf.kind(i + 1)).isEqualTo(EVERY_KIND.get(i).kind());
        }
        assertThat(btf.count()).isEqualTo(EVERY_KIND.size() + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"signatures.14.bpfel.o", "signatures.14.bpfeb.o", "signatures.21.bpfel.o", "layouts.21.bpfeb.o"})
    void objectsAreWrittenBackByteForByte(String object) {
        TestObject file = TestObject.resource(object);
        assertThat(BtfBuilder.of(file.btf()).bytes())
                .isEqualTo(file.section(".BTF").toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void splitContinuesIdsAndStringsOfItsBase() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int number = builder.add(new BtfType.Int("int", 4, IntEncoding.SIGNED));
        Btf base = builder.build("base");
        var more = BtfBuilder.split(base);
        int typedef = more.add(new BtfType.Typedef("pid_t", number));
        Btf split = more.build("split");
        split.validate();
        assertThat(typedef).isEqualTo(2);
        assertThat(split.count()).isEqualTo(3);
        assertThat(split.find(BtfKind.TYPEDEF, "pid_t")).hasValue(2);
        assertThat(split.find(BtfKind.INT, "int")).hasValue(1);
        assertThat(split.sizeOf(typedef)).isEqualTo(4);
        assertThat(BtfBuilder.of(split).bytes()).isEqualTo(more.bytes());
    }

    @Test
    void internedTypesAreStoredOnce() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int first = builder.intern(new BtfType.Int("int", 4, IntEncoding.SIGNED));
        assertThat(builder.intern(new BtfType.Int("int", 4, IntEncoding.SIGNED)))
                .isEqualTo(first);
        assertThat(builder.nextId()).isEqualTo(first + 1);
    }

    @Test
    void reservedTypesMustBeSet() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        builder.reserve();
        assertThatThrownBy(builder::bytes).isInstanceOf(IllegalStateException.class);
    }
}
