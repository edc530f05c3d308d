package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReuseConditionsTest {
    private static final String ENDS = "yes:\nreturn %0\nno:\nreturn %1\n";

    @ParameterizedTest
    @CsvSource({
        "%0 < %1, %0 <= %1, yes", "%0 < %1, %0 != %1, yes", "%0 < %1, %0 == %1, no", "%0 == %1, %0 s>= %1, yes",
        "%0 & %1, %0 & %1, yes", "%0 < %3, %0 < %4, yes", "%0 < %3, %0 s>= %5, yes", "%0 == %3, %0 != %4, yes",
        "%0 s> %4, %0 > %3, yes", "%0 < %3, %0 > %4, no"
    })
    void knowsWhatWasTested(String first, String second, String way) {
        String constants = "%3 = constant 10\n%4 = constant 20\n%5 = constant 0\n";
        String start = constants + "branch " + first + ", on, no\n";
        assertRewrites(
                new ReuseConditions(),
                start + "on:\nbranch " + second + ", yes, no\n" + ENDS,
                way.equals("yes")
                        ? start + "no:\nreturn %1\non:\njump yes\nyes:\nreturn %0\n"
                        : start + "on:\njump no\nno:\nreturn %1\n");
    }

    @Test
    void aJoinForgets() {
        assertLeaves(new ReuseConditions(), "branch %0 < %1, a, b\na:\njump b\nb:\nbranch %0 < %1, yes, no\n" + ENDS);
    }
}
