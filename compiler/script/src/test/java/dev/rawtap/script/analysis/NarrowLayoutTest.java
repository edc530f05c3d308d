package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.c.CDeclarations;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.syscall.Architecture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NarrowLayoutTest {
    /** As {@code gcc -m32} and {@code arm-linux-gnueabi-gcc} lay them out beside 64 bits. */
    @ParameterizedTest
    @CsvSource({
        "int a; short b; char c[6],                           true,  true",
        "void *base; unsigned long length,                    false, false",
        "int a; long b,                                       false, false",
        "long long a; unsigned long long b,                   true,  true",
        "int a; long long b,                                  false, true",
        "int a; int b; long long c,                           true,  true",
        "long long a; int b,                                  false, true",
        "int a:3; int b:5; int c,                             true,  true",
        "struct { int x; int y; } inner; char name[16],       true,  true",
        "struct { int x; void *y; } inner,                    false, false",
        "union { int x; long long y; } either,                true,  true",
        "char *names[2],                                      false, false",
    })
    void isTheSameWithoutPointersAndGaps(String members, boolean i386, boolean arm) {
        var read = (CDeclarations.Found) CDeclarations.parse("test", members, null);
        var type = new ScriptType.Composite(read.btf(), read.type(), ScriptType.Space.USER);
        assertThat(NarrowLayout.isSame(Architecture.I386, type)).isEqualTo(i386);
        assertThat(NarrowLayout.isSame(Architecture.ARM, type)).isEqualTo(arm);
    }
}
