package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.api.Test;

class OrderOperandsTest {
    @Test
    void movesConstantsToTheRight() {
        assertRule(new OrderOperands(), "%3 = constant 7\n%9 = %3 * %0", "%3 = constant 7\n%9 = %0 * %3\nreturn %9");
        assertRule(
                new OrderOperands(),
                "%3 = constant 7\n%9 = compare %3 s> %0",
                "%3 = constant 7\n%9 = compare %0 s< %3\nreturn %9");
    }

    @Test
    void addsTheNegative() {
        assertRule(new OrderOperands(), "%3 = constant 7\n%9 = %0 - %3", "%10 = constant -7\n%9 = %0 + %10\nreturn %9");
    }

    @Test
    void leavesOrderThatMatters() {
        assertRule(new OrderOperands(), "%3 = constant 7\n%9 = %3 << %0", "%3 = constant 7\n%9 = %3 << %0\nreturn %9");
    }
}
