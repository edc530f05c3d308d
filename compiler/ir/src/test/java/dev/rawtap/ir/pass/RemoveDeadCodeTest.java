package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.IrPrinter;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class RemoveDeadCodeTest {
    private final Pass pass = new RemoveDeadCode();

    @Test
    void removesWhatNobodyUses() {
        assertRewrites(
                pass,
                "%8: stack* = address slot0\nfill [%8], 8\n%3 = load u64 [%2]\n%4 = %3 + %3\n%5 = call ktime_get_ns()\n%6 = read user u8 [%0]\nreturn %1\n",
                "%8: stack* = address slot0\nfill [%8], 8\nreturn %1\n");
    }

    @Test
    void aCounterDoesNotKeepItselfAlive() {
        assertRewrites(
                pass,
                "%8: stack* = address slot0\nfill [%8], 8\njump head(%0)\nhead(%3: scalar):\n%4 = %3 + %1\nbranch %0 < %1, head(%4), end\nend:\nreturn %1\n",
                "%8: stack* = address slot0\nfill [%8], 8\njump head\nhead:\nbranch %0 < %1, head, end\nend:\nreturn %1\n");
    }

    @Test
    void keepsWhatHasEffects() {
        assertLeaves(
                pass,
                "%3: map m = map m\n%4: stack* = address slot0\nfill [%4], 8\n%5 = call map_delete_elem(%3, %4)\n"
                        + "%6 = atomic fetch add u64 [%4], %0\nreturn %0\n");
    }

    @Test
    void removesSlotsThatNobodyNames() {
        var function = IrParser.function(
                "subprogram f(%0: scalar) {\n  slot0 a 8 align 8\nentry:\n  %1: stack* = address slot0\n  return %0\n}\n");

        Assertions.assertThat(IrPrinter.print(pass.run(function)))
                .isEqualTo("subprogram f(%0: scalar) {\nentry:\n  return %0\n}\n");
    }
}
