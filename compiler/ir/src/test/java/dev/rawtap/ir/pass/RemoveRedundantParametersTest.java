package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class RemoveRedundantParametersTest {
    private final Pass pass = new RemoveRedundantParameters();

    @Test
    void oneValueFromAllEdgesIsThatValue() {
        assertRewrites(
                pass,
                "branch %0 < %1, join(%1, %0), other\nother:\njump join(%1, %1)\njoin(%3: scalar, %4: scalar):\n%5 = %3 + %4\nreturn %5\n",
                "branch %0 < %1, join(%0), other\nother:\njump join(%1)\njoin(%4: scalar):\n%5 = %1 + %4\nreturn %5\n");
    }

    @Test
    void aLoopThatHandsOnItsParameterDoesNotChangeIt() {
        assertRewrites(
                pass,
                "jump outer(%0)\nouter(%3: scalar):\njump inner(%3)\ninner(%4: scalar):\nbranch %4 < %1, inner(%4), after\n"
                        + "after:\nbranch %4 > %1, outer(%4), end\nend:\nreturn %3\n",
                "jump outer\nouter:\njump inner\ninner:\nbranch %0 < %1, inner, after\n"
                        + "after:\nbranch %0 > %1, outer, end\nend:\nreturn %0\n");
    }

    @Test
    void leavesParametersOfDifferentValues() {
        assertLeaves(pass, "branch %0 < %1, join(%0), join(%1)\njoin(%3: scalar):\nreturn %3\n");
    }
}
