package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertEndRule;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareInBranchTest {
    @ParameterizedTest
    @CsvSource({
        "compare %0 < %1, %9 != %3, '%0 < %1, yes, no'",
        "compare %0 < %1, %9 == %3, '%0 < %1, no, yes'",
        "%0 ^ %1, %9 != %3, '%0 != %1, yes, no'",
        "%0 - %1, %9 == %3, '%0 != %1, no, yes'",
        "%0 & %1, %9 == %3, '%0 & %1, no, yes'",
        "%0 & %1, %9 > %3, '%0 & %1, yes, no'"
    })
    void testsWhatWasComputed(String operation, String test, String branch) {
        assertEndRule(
                new CompareInBranch(),
                "%3 = constant 0\n%9 = " + operation + "\nbranch " + test
                        + ", yes, no\nyes:\nreturn %0\nno:\nreturn %1\n",
                "branch " + branch + "\n" + blocks(branch));
    }

    /** In the order in which the branch reaches them, the last first. */
    private static String blocks(String branch) {
        return branch.endsWith("no") ? "no:\nreturn %1\nyes:\nreturn %0\n" : "yes:\nreturn %0\nno:\nreturn %1\n";
    }
}
