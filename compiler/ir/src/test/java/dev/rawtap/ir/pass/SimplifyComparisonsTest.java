package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.api.Test;

class SimplifyComparisonsTest {
    private final Rule rule = new SimplifyComparisons();

    @Test
    void aComparisonIsItsOwnTruth() {
        assertRule(
                rule,
                "%4 = constant 0\n%3 = compare %0 < %1\n%9 = compare %3 != %4",
                "%3 = compare %0 < %1\nreturn %3");
    }

    @Test
    void theOppositeIsOneComparison() {
        assertRule(
                rule,
                "%4 = constant 0\n%3 = compare %0 < %1\n%9 = compare %3 == %4",
                "%9 = compare %0 >= %1\nreturn %9");
        assertRule(rule, "%4 = constant 1\n%3 = compare %0 == %1\n%9 = %3 ^ %4", "%9 = compare %0 != %1\nreturn %9");
    }

    @Test
    void commonBitsHaveNoOpposite() {
        String body = "%4 = constant 1\n%3 = compare %0 & %1\n%9 = %3 ^ %4";
        assertRule(rule, body, body + "\nreturn %9");
    }

    @Test
    void numbersWithoutSignAreComparedWithoutSign() {
        assertRule(
                rule,
                "%3 = load u32 [%2]\n%4 = load u8 [%2+8]\n%9 = compare %3 s< %4",
                "%3 = load u32 [%2]\n%4 = load u8 [%2+8]\n%9 = compare %3 < %4\nreturn %9");
    }
}
