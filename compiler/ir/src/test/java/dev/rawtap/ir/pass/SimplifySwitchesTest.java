package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertEndRule;

import org.junit.jupiter.api.Test;

class SimplifySwitchesTest {
    private static final String ENDS = "\nno:\nreturn %1\nyes:\nreturn %0\n";
    private final EndRule rule = new SimplifySwitches();

    @Test
    void neighboursAreARange() {
        assertEndRule(
                rule,
                "switch %0, 5: yes, 3: yes, 4: yes, otherwise: no" + ENDS,
                "%3 = constant -3\n%5 = constant 3\n%4 = %0 + %3\nbranch %4 < %5, yes, no" + ENDS);
    }

    @Test
    void oneCaseIsABranch() {
        assertEndRule(
                rule,
                "switch %0, 5: yes, 6: no, otherwise: no" + ENDS,
                "%3 = constant 5\nbranch %0 == %3, yes, no" + ENDS);
    }

    @Test
    void casesThatCannotBeGo() {
        assertEndRule(
                rule, "%4 = load u8 [%2]\nswitch %4, 256: yes, otherwise: no" + ENDS, "jump no\nno:\nreturn %1\n");
    }
}
