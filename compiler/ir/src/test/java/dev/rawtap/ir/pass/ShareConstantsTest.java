package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class ShareConstantsTest {
    @Test
    void eachConstantStandsOnceAtTheBeginning() {
        assertRewrites(
                new ShareConstants(),
                "%3 = %0 + %1\n%4 = constant 7\nbranch %3 == %4, one, two\none:\n%5 = constant 7\nreturn %5\n"
                        + "two:\n%6: stack* = address slot0\nstore u64 [%6], %4\nreturn %4\n",
                "%4 = constant 7\n%6: stack* = address slot0\n%3 = %0 + %1\nbranch %3 == %4, one, two\none:\nreturn %4\n"
                        + "two:\nstore u64 [%6], %4\nreturn %4\n");
    }

    @Test
    void leavesWhatStandsThere() {
        assertLeaves(new ShareConstants(), "%4 = constant 7\n%3 = %0 + %4\nreturn %3\n");
    }
}
