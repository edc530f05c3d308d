package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplacePowersOfTwoTest {
    @ParameterizedTest
    @CsvSource({"*, <<, 3", "u/, u>>, 3", "u%, &, 7"})
    void byEight(String operator, String replacement, long constant) {
        assertRule(
                new ReplacePowersOfTwo(),
                "%3 = constant 8\n%9 = %0 " + operator + " %3",
                "%10 = constant " + constant + "\n%9 = %0 " + replacement + " %10\nreturn %9");
    }

    @ParameterizedTest
    @CsvSource({"*, 6", "s/, 8", "s%, 8", "u/, 0"})
    void leavesOthers(String operator, long constant) {
        String body = "%3 = constant " + constant + "\n%9 = %0 " + operator + " %3";
        assertRule(new ReplacePowersOfTwo(), body, body + "\nreturn %9");
    }
}
