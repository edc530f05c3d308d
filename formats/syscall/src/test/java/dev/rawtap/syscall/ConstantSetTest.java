package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConstantSetTest {
    private static ConstantSet set(String name) {
        return ConstantSet.find(Architecture.X86_64, name).orElseThrow();
    }

    @Test
    void bitsWithoutANameComeLastInHex() {
        assertThat(set("open_flags").text(0x8000_0001L)).isEqualTo("O_WRONLY|0x80000000");
        assertThat(set("protection").text(0x100)).isEqualTo("PROT_NONE|0x100");
        assertThat(set("close_range").text(0)).isEqualTo("0");
    }

    @Test
    void permissionBitsAreOctal() {
        assertThat(set("mode").text(0100755)).isEqualTo("S_IFREG|0755");
        assertThat(set("mode").text(04755)).isEqualTo("S_ISUID|0755");
        assertThat(set("mode").text(0)).isEqualTo("0");
    }

    @Test
    void combinationsOfBitsArePreferred() {
        assertThat(set("open_flags").text(04010001)).isEqualTo("O_WRONLY|O_SYNC");
        assertThat(set("open_flags").text(010001)).isEqualTo("O_WRONLY|O_DSYNC");
        assertThat(set("open_flags").text(020200002)).isEqualTo("O_RDWR|O_TMPFILE");
    }

    @Test
    void enumerationsFallBackToDecimal() {
        assertThat(set("whence").text(2)).isEqualTo("SEEK_END");
        assertThat(set("whence").text(77)).isEqualTo("77");
        assertThat(set("usage").text(-1)).isEqualTo("RUSAGE_CHILDREN");
    }

    @Test
    void textReadsBack() {
        assertThat(set("open_flags").value("O_WRONLY|O_CREAT | 0x80000")).isEqualTo(OptionalLong.of(0x80041));
        assertThat(set("mode").value("S_IFREG|0644")).isEqualTo(OptionalLong.of(0100644));
        assertThat(set("whence").value("-1")).isEqualTo(OptionalLong.of(-1));
        assertThat(set("family").value("AF_LOCAL")).isEqualTo(OptionalLong.of(1));
        assertThat(set("open_flags").value("O_CREATE")).isEmpty();
        assertThat(set("open_flags").value("")).isEmpty();
        assertThat(set("open_flags").value("O_CREAT|")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyValueReadsBackFromItsText(Architecture architecture) {
        for (String name : ConstantSet.names(architecture)) {
            ConstantSet set = ConstantSet.find(architecture, name).orElseThrow();
            assertThat(set.constants()).as(name).isNotEmpty();
            for (ConstantSet.Constant constant : set.constants()) {
                assertThat(set.value(set.text(constant.value())))
                        .as(constant.name())
                        .hasValue(constant.value());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameMeansOneValueOnAnArchitecture(Architecture architecture) {
        Map<String, Long> seen = new HashMap<>();
        for (String name : ConstantSet.names(architecture)) {
            for (ConstantSet.Constant constant :
                    ConstantSet.find(architecture, name).orElseThrow().constants()) {
                Long other = seen.put(constant.name(), constant.value());
                assertThat(other == null || other == constant.value())
                        .as(constant.name())
                        .isTrue();
            }
        }
        assertThat(seen).hasSizeGreaterThan(1000);
    }

    @Test
    void constantsAreFoundInAnySet() {
        assertThat(ConstantSet.constant(Architecture.X86_64, "O_CLOEXEC")).hasValue(02000000);
        assertThat(ConstantSet.constant(Architecture.X86_64, "O_DIRECTORY")).hasValue(0200000);
        assertThat(ConstantSet.constant(Architecture.ARM64, "O_DIRECTORY")).hasValue(040000);
        assertThat(ConstantSet.constant(Architecture.I386, "F_GETLK64")).hasValue(12);
        assertThat(ConstantSet.constant(Architecture.X86_64, "F_GETLK64")).isEmpty();
        assertThat(ConstantSet.constant(Architecture.X86_64, "NO_SUCH_NAME")).isEmpty();
    }

    @Test
    void setsOfOtherArchitecturesAreAbsent() {
        assertThat(ConstantSet.find(Architecture.ARM64, "arch_prctl")).isEmpty();
        assertThat(ConstantSet.find(Architecture.X86_64, "no_such_set")).isEmpty();
    }

    @Test
    void rejectsAValueOutsideItsMask() {
        assertThatThrownBy(() -> new ConstantSet.Constant("X", 4, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
