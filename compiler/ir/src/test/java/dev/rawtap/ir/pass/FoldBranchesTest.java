package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertEndRule;

import org.junit.jupiter.api.Test;

class FoldBranchesTest {
    private final EndRule rule = new FoldBranches();

    @Test
    void goesTheKnownWay() {
        assertEndRule(
                rule,
                "%3 = constant 300\n%4 = load u8 [%2]\nbranch %4 > %3, yes, no\nyes:\nreturn %0\nno:\nreturn %1\n",
                "jump no\nno:\nreturn %1\n");
    }

    @Test
    void goesToTheKnownCase() {
        assertEndRule(
                rule,
                "%3 = constant 4\nswitch %3, 3: yes, 4: no, otherwise: yes\nyes:\nreturn %0\nno:\nreturn %1\n",
                "jump no\nno:\nreturn %1\n");
    }

    @Test
    void oneWayIsNoBranch() {
        assertEndRule(rule, "branch %0 < %1, on, on\non:\nreturn %0\n", "jump on\non:\nreturn %0\n");
    }
}
