package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class ThreadJumpsTest {
    @Test
    void aConstantArgumentDecides() {
        assertRewrites(new ThreadJumps(), """
                %3 = constant 0
                branch %0 < %1, decided(%3), second
                second:
                %4 = compare %0 == %3
                jump decided(%4)
                decided(%5: scalar):
                branch %5 != %3, yes, no
                yes:
                return %0
                no:
                return %1
                """, """
                %3 = constant 0
                branch %0 < %1, no, second
                second:
                %4 = compare %0 == %3
                jump decided(%4)
                decided(%5: scalar):
                branch %5 != %3, yes, no
                yes:
                return %0
                no:
                return %1
                """);
    }

    @Test
    void emptyBlocksArePassed() {
        assertRewrites(
                new ThreadJumps(),
                "branch %0 < %1, left, right\nright:\njump end(%1)\nleft:\njump end(%0)\nend(%3: scalar):\n%4 = %3 + %3\nreturn %4\n",
                "branch %0 < %1, end(%0), end(%1)\nend(%3: scalar):\n%4 = %3 + %3\nreturn %4\n");
    }

    @Test
    void leavesBlocksWhoseParametersAreUsedLater() {
        assertLeaves(
                new ThreadJumps(),
                "%3 = constant 0\njump head(%3)\nhead(%4: scalar):\nbranch %4 < %1, head(%1), end\nend:\nreturn %4\n");
    }
}
