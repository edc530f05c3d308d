package dev.rawtap.btf.c;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CDeclarationsTest {
    private static CDeclarations.Found read(String text, @Nullable Btf known) {
        var parsed = CDeclarations.parse("--events", text, known);
        assertThat(parsed).isInstanceOf(CDeclarations.Found.class);
        var found = (CDeclarations.Found) parsed;
        found.btf().validate();
        return found;
    }

    private static String members(String text) {
        var found = read(text, null);
        var composite = (BtfType.Composite) found.btf().type(found.type());
        return composite.members().stream()
                .map(member -> CNames.declare(found.btf(), member.type(), member.name()) + "@" + member.bitOffset() / 8)
                .collect(Collectors.joining("; ", "", " size " + composite.size()));
    }

    private static String problem(String text) {
        var parsed = CDeclarations.parse("--events", text, null);
        assertThat(parsed).as(text).isInstanceOf(CDeclarations.Wrong.class);
        return ((CDeclarations.Wrong) parsed)
                .problems().stream().map(Diagnostic::render).collect(Collectors.joining());
    }

    @Test
    void membersAloneAreAStructure() {
        assertThat(members("u32 pid; char comm[16]; char path[256]"))
                .isEqualTo("u32 pid@0; char comm[16]@4; char path[256]@20 size 276");
    }

    @Test
    void theLastStructureCounts() {
        assertThat(members("struct a { char c; }; struct b { struct a a[3]; long d; };"))
                .isEqualTo("struct a a[3]@0; long d@8 size 16");
    }

    @Test
    void declaratorsReadFromTheNameOutwards() {
        assertThat(members("int (*f)(void *, unsigned char n), *p[2], (*q)[4]; const char *s;"))
                .isEqualTo("int (*f)(void *, unsigned char n)@0; int *p[2]@8; int (*q)[4]@24; char *s@32 size 40");
    }

    @Test
    void lengthsMayBeEnumeratorsAndSums() {
        assertThat(members("enum { LEN = 1 << 3, MORE }; char a[LEN], b[MORE * 2 + TASK_COMM_LEN];"))
                .isEqualTo("char a[8]@0; char b[34]@8 size 42");
    }

    @Test
    void namesOfTheKernelAreLookedUp() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int number = builder.add(new BtfType.Int("int", 4, BtfType.IntEncoding.SIGNED));
        builder.add(new BtfType.Struct("pair", 8, List.of(new BtfType.Member("a", number, 0, 0))));
        builder.add(new BtfType.Typedef("special_t", number));
        var found = read("struct pair p; special_t s;", builder.build("kernel"));
        assertThat(found.btf().sizeOf(found.type())).isEqualTo(12);
        assertThat(found.btf().find(BtfKind.STRUCT, "pair")).hasValue(2);
    }

    @Test
    void unknownTypeIsUnderlinedWithTheNearest() {
        assertThat(problem("u32 pid; u33 x")).isEqualTo("""
                --events:1:10: error[unknown-type]: unknown type 'u33'
                  u32 pid; u33 x
                           ^^^
                  hint: nearest: u32
                """);
    }

    @Test
    void mistakesHaveAPlaceInTheirOwnLine() {
        assertThat(problem("u32 pid;\nstruct nothing x;")).isEqualTo("""
                --events:2:1: error[incomplete-type]: 'struct nothing' has no size
                  struct nothing x;
                  ^^^^^^
                  hint: define it before: struct nothing { ... };
                """);
        assertThat(problem("char a[; int b")).contains("1:8: error[syntax]: a number wanted, ';' found");
        assertThat(problem("int a; int a")).contains("1:12: error[duplicate-field]: member 'a' is there twice");
        assertThat(problem("int a:40")).contains("1:7: error[bit-field]: bit field of 40 bits in 32");
        assertThat(problem("char d[]; int z")).contains("error[flexible-array]").contains("make it the last");
        assertThat(problem("")).contains("no members and no struct");
        assertThat(problem("#include <x.h>")).contains("preprocessor lines are not read");
        assertThat(problem("struct s { int a; ")).contains("a type wanted, the end found");
    }

    @Test
    void noTextBreaksTheParser() {
        String[] words = {
            "struct",
            "union",
            "enum",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            ";",
            ",",
            "*",
            ":",
            "=",
            "int",
            "u32",
            "x",
            "y",
            "0",
            "9999999999999999999999",
            "typedef",
            "__attribute__",
            "packed",
            "((",
            "))",
            "/",
            "<<",
            "-",
            "\n",
            "é"
        };
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            String text = random.ints(random.nextInt(30), 0, words.length)
                    .mapToObj(word -> words[word])
                    .collect(Collectors.joining(" "));
            try {
                CDeclarations.parse("random", text, null);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed %d: %s".formatted(seed, text), e);
            }
        }
        CDeclarations.parse("deep", "(".repeat(100_000), null);
        CDeclarations.parse("deep", "struct {".repeat(10_000), null);
        CDeclarations.parse("deep", "int a[" + "(".repeat(100_000), null);
        CDeclarations.parse("deep", "int a[" + "-".repeat(100_000), null);
        CDeclarations.parse("deep", "int " + "*".repeat(100_000) + "a", null);
        CDeclarations.parse("deep", "int f" + "(int".repeat(10_000), null);
    }
}
