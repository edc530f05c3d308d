package dev.rawtap.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.IrPrinter;
import org.junit.jupiter.api.Test;

class LowerReadsTest {
    private static String lowered(String body) {
        return IrPrinter.print(new LowerReads()
                .run(IrParser.function("subprogram f(%0: scalar) {\nentry:\n" + body.indent(2) + "}\n")));
    }

    @Test
    void neighboursAreReadTogether() {
        assertThat(lowered("""
                %1 = read kernel u32 [%0+12]
                %2 = read kernel s16 [%0+8]
                %3 = %1 + %2
                return %3
                """)).isEqualTo("""
                subprogram f(%0: scalar) {
                  slot0 read 8 align 8
                entry:
                  %4 = constant 8
                  %6: stack* = address slot0
                  %5 = %0 + %4
                  %7 = call probe_read_kernel(%6, %4, %5)
                  %1 = load u32 [%6+4]
                  %2 = load s16 [%6]
                  %3 = %1 + %2
                  return %3
                }
                """);
    }

    /** The verifier takes no load of 8 bytes from the stack that is not aligned to 8. */
    @Test
    void widerNeighboursStayAligned() {
        assertThat(lowered("""
                %1 = read kernel u32 [%0+4]
                %2 = read kernel u64 [%0+16]
                %3 = %1 + %2
                return %3
                """))
                .contains("slot0 read 24 align 8", "probe_read_kernel(")
                .contains(": stack* = address slot0+4")
                .containsPattern("%1 = load u32 \\[%\\d+\\+4]")
                .containsPattern("%2 = load u64 \\[%\\d+\\+16]");
    }

    @Test
    void fieldsOfAPackedStructureThatCannotBothBeAlignedAreReadApart() {
        String text = lowered("""
                %1 = read kernel u32 [%0]
                %2 = read kernel u64 [%0+4]
                %3 = read kernel u64 [%0+12]
                %4 = read kernel u64 [%0+16]
                return %1
                """);

        assertThat(text.split("probe_read_kernel", -1)).hasSize(3);
        assertThat(text).contains("slot0 read 24 align 8", "slot1 read 8 align 8");
    }

    @Test
    void farFieldsAndOtherSpacesAreReadApart() {
        String text = lowered("""
                %1 = read kernel u32 [%0]
                %2 = read kernel u64 [%0+100]
                %3 = read user u8 [%0]
                %4 = read user u64 [%0+12]
                return %1
                """);

        assertThat(text.split("probe_read_kernel", -1)).hasSize(3);
        assertThat(text.split("probe_read_user", -1)).hasSize(3);
        assertThat(text).doesNotContain("= read");
    }
}
