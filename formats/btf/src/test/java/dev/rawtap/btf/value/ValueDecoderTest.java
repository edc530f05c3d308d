package dev.rawtap.btf.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.c.CDeclarations;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes are written out by hand, as the C of each test lays them out. */
class ValueDecoderTest {
    private static String text(String c, String hex) {
        var out = new StringBuilder();
        decode(c, hex, new ValueText(out));
        return out.toString();
    }

    private static String json(String c, String hex) {
        var out = new StringBuilder();
        decode(c, hex, new ValueJson(out));
        return out.toString();
    }

    private static void decode(String c, String hex, ValueSink sink) {
        var found = (CDeclarations.Found) CDeclarations.parse("test", c, null);
        MemorySegment data = bytes(hex);
        ValueDecoder.of(found.btf(), found.type()).decode(data, 0, data.byteSize(), sink);
    }

    private static MemorySegment bytes(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void numbersHaveTheirSignAndWidth() {
        String c = "u8 a; s8 b; u16 c; s16 d; u32 e; s32 f; u64 g; s64 h;";
        String hex = "ff ff ffff ffff 0000 ffffffff ffffffff ffffffffffffffff ffffffffffffffff";
        assertThat(text(c, hex)).isEqualTo("a=255 b=-1 c=65535 d=-1 e=4294967295 f=-1 g=18446744073709551615 h=-1");
    }

    @Test
    void charactersAreTextUpToTheNul() {
        assertThat(text("u32 pid; char comm[4]; char full[2];", "0c000000 726d0078 6162 0000"))
                .isEqualTo("pid=12 comm=\"rm\" full=\"ab\"");
        assertThat(json("u32 pid; char comm[4]; char full[2];", "0c000000 726d0078 6162 0000"))
                .isEqualTo("{\"pid\":12,\"comm\":\"rm\",\"full\":\"ab\"}");
    }

    @Test
    void textIsEscapedAndBadUtf8Replaced() {
        String c = "char a[8];";
        assertThat(text(c, "220a015cc3a900ff")).isEqualTo("a=\"\\\"\\n\\x01\\\\é\"");
        assertThat(json(c, "220a015cc3a900ff")).isEqualTo("{\"a\":\"\\\"\\n\\u0001\\\\é\"}");
        assertThat(json("char a[2];", "ff41")).isEqualTo("{\"a\":\"\ufffdA\"}");
    }

    @Test
    void nestedOnesAreBracketedAndAnonymousOnesAreNot() {
        String c = "struct { u8 x, y; } at[2]; union { u16 u; u8 low; }; struct { char n[2]; } in;";
        assertThat(text(c, "01020304 0501 6100")).isEqualTo("at=[{x=1 y=2} {x=3 y=4}] u=261 low=5 in={n=\"a\"}");
        assertThat(json(c, "01020304 0501 6100"))
                .isEqualTo("{\"at\":[{\"x\":1,\"y\":2},{\"x\":3,\"y\":4}],\"u\":261,\"low\":5,\"in\":{\"n\":\"a\"}}");
    }

    @Test
    void enumerationsAreNamedAndUnknownValuesAreNumbers() {
        String c = "enum { OPEN = 1, CLOSE = 2 } a, b;";
        assertThat(text(c, "01000000 07000000")).isEqualTo("a=OPEN b=7");
        assertThat(json(c, "01000000 07000000")).isEqualTo("{\"a\":\"OPEN\",\"b\":7}");
    }

    @Test
    void bitFieldsCrossBytes() {
        // 0xfa5: low 3 bits 5, next 6 bits 0b110100 = -12, next 7 bits 7.
        assertThat(text("unsigned a : 3; int b : 6; unsigned c : 7;", "a50f0000"))
                .isEqualTo("a=5 b=-12 c=7");
    }

    @Test
    void bitFieldsOfBigEndianStartAtTheTop() {
        var builder = new BtfBuilder(ByteOrder.BIG_ENDIAN);
        int number = builder.add(new BtfType.Int("unsigned int", 4, BtfType.IntEncoding.UNSIGNED));
        int type = builder.add(new BtfType.Struct(
                "s",
                8,
                List.of(
                        new BtfType.Member("a", number, 0, 3),
                        new BtfType.Member("b", number, 3, 9),
                        new BtfType.Member("c", number, 32, 0))));
        var out = new StringBuilder();
        // 101 000000001 ...
        ValueDecoder.of(builder.build("x"), type).decode(bytes("a0100000 00000102"), 0, 8, new ValueText(out));
        assertThat(out.toString()).isEqualTo("a=5 b=1 c=258");
    }

    @Test
    void pointersBooleansRealsAndWideNumbers() {
        String c = "void *p; bool yes; float f; double d; unsigned __int128 w;";
        String hex = "00f0ffffffffffff 01 000000 0000c03f 0000000000000440 0000000000000000"
                + "0100000000000000 0200000000000000";
        assertThat(text(c, hex)).isEqualTo("p=0xfffffffffffff000 yes=true f=1.5 d=2.5 w=0x20000000000000001");
        assertThat(json(c, hex))
                .isEqualTo("{\"p\":\"0xfffffffffffff000\",\"yes\":true,\"f\":1.5,\"d\":2.5,"
                        + "\"w\":\"0x20000000000000001\"}");
    }

    @Test
    void openArraysHoldTheRestOfTheRecord() {
        assertThat(text("u32 n; char rest[];", "02000000 6869")).isEqualTo("n=2 rest=\"hi\"");
        assertThat(text("u32 n; u16 rest[];", "02000000 0100 0200")).isEqualTo("n=2 rest=[1 2]");
    }

    @Test
    void scalarsAndSequencesAtTheTopAreSpaced() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int number = builder.add(new BtfType.Int("unsigned int", 4, BtfType.IntEncoding.UNSIGNED));
        Btf btf = builder.build("x");
        var out = new StringBuilder();
        var sink = new ValueText(out);
        ValueDecoder.of(btf, number).decode(bytes("07000000"), 0, 4, sink);
        assertThat(out.toString()).isEqualTo("7");
    }

    @Test
    void shortRecordsAreRefused() {
        assertThatThrownBy(() -> text("u64 a;", "00000000"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("record of 4 bytes, struct {...} has 8");
    }
}
