package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoveIdentitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0, %0 + %3",
        "0, %0 ^ %3",
        "0, %0 | %3",
        "-1, %0 & %3",
        "1, %0 * %3",
        "1, %0 u/ %3",
        "1, %0 s/ %3",
        "0, %0 u% %3",
        "0, %0 << %3",
        "64, %0 u>> %3",
        "5, %0 & %0",
        "5, %0 | %0"
    })
    void keepsTheLeftOperand(long constant, String operation) {
        assertRule(new RemoveIdentities(), "%3 = constant " + constant + "\n%9 = " + operation, "return %0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%0 ^ %0", "%0 - %0", "%0 u% %0", "%0 & %3", "%0 * %3", "%0 u/ %3", "%3 u/ %0", "%3 << %0"})
    void givesZero(String operation) {
        assertRule(new RemoveIdentities(), "%3 = constant 0\n%9 = " + operation, "%3 = constant 0\nreturn %3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%0 u/ %0", "%3 - %0", "%0 + %0"})
    void leavesWhatIsNoIdentity(String operation) {
        String constant = operation.contains("%3") ? "%3 = constant 0\n" : "";
        assertRule(
                new RemoveIdentities(), constant + "%9 = " + operation, constant + "%9 = " + operation + "\nreturn %9");
    }
}
