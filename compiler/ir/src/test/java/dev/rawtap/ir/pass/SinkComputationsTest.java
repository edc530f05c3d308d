package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class SinkComputationsTest {
    private final Pass pass = new SinkComputations();

    @Test
    void aFilterIsTestedFirst() {
        assertRewrites(
                pass,
                "%3 = load u64 [%2+8]\n%4 = call get_current_pid_tgid()\n%5 = %4 + %3\nbranch %3 == %0, yes, no\nyes:\nreturn %5\nno:\nreturn %1\n",
                "%3 = load u64 [%2+8]\nbranch %3 == %0, yes, no\nyes:\n%4 = call get_current_pid_tgid()\n%5 = %4 + %3\nreturn %5\nno:\nreturn %1\n");
    }

    @Test
    void nothingGoesIntoALoop() {
        assertLeaves(
                pass,
                "%3 = %0 * %0\njump head(%0)\nhead(%4: scalar):\n%5 = %4 + %3\nbranch %5 < %1, head(%5), end\nend:\nreturn %5\n");
    }

    @Test
    void leavesWhatChangesMeanwhile() {
        assertLeaves(
                pass,
                "%6: value of m* = value m\n%3 = call ktime_get_ns()\n%4 = load u64 [%6]\nbranch %1 == %0, yes, no\nyes:\n%5 = %3 + %4\nreturn %5\nno:\nreturn %1\n");
    }

    @Test
    void leavesWhatAllWaysNeed() {
        assertLeaves(pass, "%3 = %0 * %0\nbranch %1 == %0, yes, no\nyes:\njump no\nno:\nreturn %3\n");
    }
}
