package dev.rawtap.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.check.FunctionCheck;
import org.junit.jupiter.api.Test;

class ShareLookupsTest {
    private static String shared(String between) {
        var function = IrParser.function("""
                subprogram f(%0: scalar, %1: scalar) {
                  slot0 one 8 align 8
                  slot1 two 8 align 8
                entry:
                  %2: map m = map m
                  %3: stack* = address slot0
                  %4: stack* = address slot1
                  %5 = constant 0
                  store u64 [%3], %0
                  %6: value of m*? = call map_lookup_elem(%2, %3)
                  branch %6 != %5, found, end
                found:
                BETWEEN
                  fill [%4], 8
                  store u64 [%4], %0
                  %7: value of m*? = call map_lookup_elem(%2, %4)
                  %8 = compare %7 != %5
                  %9 = call map_delete_elem(%2, %4)
                  return %8
                end:
                  return %5
                }
                """.replace("BETWEEN", between));
        FunctionCheck.check(function);
        var rewritten = new ShareLookups().run(function);
        FunctionCheck.check(rewritten);
        return IrPrinter.print(rewritten);
    }

    @Test
    void oneKeyIsLookedUpOnce() {
        assertThat(shared(""))
                .containsOnlyOnce("map_lookup_elem")
                .contains("%8 = compare %6 != %5")
                .contains("map_delete_elem(%2, %3)");
    }

    @Test
    void storingIntoTheValueKeepsTheKey() {
        assertThat(shared("  store u64 [%6], %1")).containsOnlyOnce("map_lookup_elem");
    }

    @Test
    void looksAgainAfterAChangeOfTheMap() {
        assertThat(shared("  %10 = call map_delete_elem(%2, %3)").split("map_lookup_elem", -1))
                .hasSize(3);
    }

    @Test
    void looksForAnotherKey() {
        assertThat(shared("  store u64 [%3], %1").split("map_lookup_elem", -1)).hasSize(2);
        assertThat(shared("  store u64 [%3], %1")).contains("map_delete_elem(%2, %4)");
    }
}
