package dev.rawtap.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.BtfType.IntEncoding;
import dev.rawtap.btf.c.CPrinter;
import dev.rawtap.btf.dwarf.DwarfSections;
import dev.rawtap.btf.dwarf.DwarfTypes;
import dev.rawtap.btf.tracepoint.RawTracepoints;
import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.btf.value.ValueText;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Broken bytes are one {@code MalformedException}: no other exception, no hang, no overflowing stack. */
class MalformedBtfTest {
    private static final int ROUNDS = 4_000;

    @Test
    void saysWhereAndWhat() {
        assertThatThrownBy(() -> Btf.read("x", MemorySegment.ofArray(new byte[30])))
                .isInstanceOf(MalformedException.class)
                .hasMessage("x at byte 0x0: magic 0x0000 is not BTF's 0xeb9f");
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        builder.add(new BtfType.Pointer(9));
        Btf btf = builder.build("x");
        assertThatThrownBy(() -> btf.type(1)).hasMessage("x at byte 0x20: type id 9, last is 1");
        assertThatThrownBy(() -> btf.type(2)).hasMessage("x at byte 0x0: type id 2, last is 1");
    }

    /** A header of 24 bytes: the type section's offset and length are at 8 and 12, the strings' at 16 and 20. */
    @Test
    void offsetsPastTheEndAndUnknownKindsAreNamed() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        builder.add(new BtfType.Pointer(0));
        byte[] sound = builder.bytes();
        assertThat(Btf.read("x", MemorySegment.ofArray(sound)).count()).isEqualTo(2);
        for (int field : new int[] {8, 12, 16, 20}) {
            ByteBuffer broken = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
            broken.putInt(field, 0x7fffffff);
            assertThatThrownBy(() -> Btf.read("x", MemorySegment.ofArray(broken.array())))
                    .as("field at %d", field)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageStartingWith("x at byte 0x");
        }
        // The kind is bits 24 to 28 of the second word of a type; Linux 6.18 has 1 to 19.
        ByteBuffer unknown = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
        unknown.putInt(24 + 4, 30 << 24);
        assertThatThrownBy(() -> Btf.read("x", MemorySegment.ofArray(unknown.array())))
                .hasMessage("x at byte 0x1c: unknown BTF kind 30");
    }

    @Test
    void typesThatContainThemselvesAreRefused() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        builder.add(new BtfType.Typedef("a", 2));
        builder.add(new BtfType.Typedef("b", 1));
        builder.add(new BtfType.Struct("s", 4, List.of(new BtfType.Member("", 3, 0, 0))));
        builder.add(new BtfType.Array(4, 4, 1));
        builder.add(new BtfType.Pointer(5));
        Btf btf = builder.build("x");
        assertThatThrownBy(() -> btf.strip(1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> btf.sizeOf(4)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> btf.alignOf(3)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ValueDecoder.of(btf, 3)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(btf::validate).isInstanceOf(MalformedException.class);
        assertThat(btf.field(3, "x")).isEmpty();
        assertThatThrownBy(() -> CPrinter.type(btf, 5)).isInstanceOf(MalformedException.class);
    }

    @Test
    void typesThatMultiplyAreRefusedAsValues() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int type = builder.add(new BtfType.Int("int", 4, IntEncoding.SIGNED));
        for (int i = 0; i < 60; i++) {
            type = builder.add(new BtfType.Union(
                    "", 4, List.of(new BtfType.Member("a", type, 0, 0), new BtfType.Member("b", type, 0, 0))));
        }
        Btf btf = builder.build("x");
        int last = type;
        assertThatThrownBy(() -> ValueDecoder.of(btf, last)).hasMessageContaining("more than 1048576 values");
    }

    @Test
    void typesThatMultiplyAreRefusedAsText() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int type = builder.add(new BtfType.Struct("", 0, List.of()));
        int callback = builder.nextId();
        builder.add(new BtfType.FunctionPrototype(
                0, List.of(new BtfType.Parameter("a", callback + 1), new BtfType.Parameter("b", callback + 1))));
        builder.add(new BtfType.Pointer(callback));
        for (int i = 0; i < 60; i++) {
            type = builder.add(new BtfType.Struct(
                    "", 0, List.of(new BtfType.Member("a", type, 0, 0), new BtfType.Member("b", type, 0, 0))));
        }
        Btf btf = builder.build("x");
        int last = type;
        assertThatThrownBy(() -> CPrinter.type(btf, last)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> CPrinter.type(btf, callback)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ValueDecoder.of(btf, last)).isInstanceOf(MalformedException.class);
    }

    @Test
    void brokenBytesAreOneErrorEach() {
        byte[] whole =
                TestObject.resource("signatures.21.bpfel.o").section(".BTF").toArray(ValueLayout.JAVA_BYTE);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(50), () -> {
            for (int seed = 0; seed < ROUNDS; seed++) {
                byte[] bytes = mutate(whole, seed);
                try {
                    use(Btf.read("mutant", MemorySegment.ofArray(bytes)));
                } catch (MalformedException | InvalidInputException expected) {
                    // what is to be seen
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        });
    }

    @Test
    void brokenDwarfIsOneErrorEach() {
        TestObject object = TestObject.resource("layouts.14.bpfel.o");
        byte[] info = object.section(".debug_info").toArray(ValueLayout.JAVA_BYTE);
        byte[] abbrev = object.section(".debug_abbrev").toArray(ValueLayout.JAVA_BYTE);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(50), () -> {
            for (int seed = 0; seed < ROUNDS; seed++) {
                byte[] brokenInfo = seed % 2 == 0 ? mutate(info, seed) : info;
                byte[] brokenAbbrev = seed % 2 == 1 ? mutate(abbrev, seed) : abbrev;
                try {
                    DwarfTypes.read(new DwarfSections(
                            "mutant",
                            object.order(),
                            MemorySegment.ofArray(brokenInfo),
                            MemorySegment.ofArray(brokenAbbrev),
                            object.section(".debug_str"),
                            object.section(".debug_str_offsets"),
                            object.section(".debug_line_str")));
                } catch (MalformedException expected) {
                    // what is to be seen
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        });
    }

    private static byte[] mutate(byte[] whole, int seed) {
        var random = new Random(seed);
        byte[] bytes = random.nextInt(8) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int i = random.nextInt(6); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4));
        }
        return bytes;
    }

    /** All that reads; each type apart, so that one error does not hide the next. */
    static void use(Btf btf) {
        MemorySegment record = MemorySegment.ofArray(new byte[1024]);
        for (int id = 1; id < btf.count(); id++) {
            try {
                btf.type(id);
                btf.alignOf(id);
                btf.field(id, "no such");
                CPrinter.type(btf, id);
                CPrinter.definition(btf, id);
                ValueDecoder.of(btf, id).decode(record, 0, 1024, new ValueText(new StringBuilder()));
            } catch (MalformedException | InvalidInputException expected) {
                // the next one may be fine
            }
        }
        try {
            CPrinter.header(btf);
        } catch (MalformedException expected) {
            // what is to be seen
        }
        RawTracepoints.of(btf, List.of()).all();
        btf.find(BtfKind.STRUCT, "plain");
        btf.validate();
        BtfBuilder.of(btf).bytes();
    }
}
