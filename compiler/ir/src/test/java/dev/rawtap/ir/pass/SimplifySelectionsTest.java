package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.api.Test;

class SimplifySelectionsTest {
    private final Rule rule = new SimplifySelections();

    @Test
    void bothWaysAreOne() {
        assertRule(rule, "%9 = select %0, %1, %1", "return %1");
    }

    @Test
    void oneOrZeroIsTheCondition() {
        assertRule(
                rule,
                "%3 = constant 1\n%4 = constant 0\n%5 = compare %0 < %1\n%9 = select %5, %3, %4",
                "%5 = compare %0 < %1\nreturn %5");
    }

    @Test
    void zeroOrOneIsTheOpposite() {
        assertRule(
                rule,
                "%3 = constant 1\n%4 = constant 0\n%9 = select %0, %4, %3",
                "%4 = constant 0\n%9 = compare %0 == %4\nreturn %9");
    }

    @Test
    void aTestForZeroTurnsTheWays() {
        assertRule(
                rule,
                "%4 = constant 0\n%5 = compare %0 == %4\n%9 = select %5, %1, %0",
                "%9 = select %0, %0, %1\nreturn %9");
    }
}
