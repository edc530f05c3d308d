package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class SelectConstantsTest {
    @Test
    void twoConstantsAreSelected() {
        assertRewrites(
                new SelectConstants(),
                "%3 = constant 4\n%4 = constant 0\nbranch %0 > %1, join(%3), join(%4)\njoin(%5: scalar):\nreturn %5\n",
                "%3 = constant 4\n%4 = constant 0\n%6 = compare %0 > %1\n%7 = select %6, %3, %4\njump join(%7)\n"
                        + "join(%5: scalar):\nreturn %5\n");
    }

    @Test
    void leavesValuesThatMayBeBounded() {
        assertLeaves(
                new SelectConstants(),
                "%3 = constant 4\nbranch %0 > %3, join(%3), join(%0)\njoin(%5: scalar):\nreturn %5\n");
    }
}
