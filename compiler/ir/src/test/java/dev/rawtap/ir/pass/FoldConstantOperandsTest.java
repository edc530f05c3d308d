package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldConstantOperandsTest {
    @ParameterizedTest
    @CsvSource({
        "%3 + %4, 12",
        "%3 - %4, 2",
        "%3 * %4, 35",
        "%3 u/ %4, 1",
        "%3 u% %4, 2",
        "%3 << %4, 224",
        "compare %3 > %4, 1",
        "compare %3 == %4, 0",
        "swap 16 %3, 1792",
        "extend s8 %3, 7",
        "'select %3, %4, %4', 5"
    })
    void foldsOperationsOnConstants(String operation, long result) {
        assertRule(new FoldConstantOperands(), "%3 = constant 7\n%4 = constant 5\n%9 = " + operation, constant(result));
    }

    @ParameterizedTest
    @CsvSource({"256, LT", "-1, NE"})
    void foldsComparisonsThatAByteDecides(String bound, String condition) {
        String symbol = condition.equals("LT") ? "<" : "!=";
        assertRule(
                new FoldConstantOperands(),
                "%3 = constant " + bound + "\n%4 = load u8 [%2]\n%9 = compare %4 " + symbol + " %3",
                "%10 = constant 1\nreturn %10");
    }

    /** 5 and 7 are there already. */
    private static String constant(long number) {
        String value = number == 5 ? "%4" : number == 7 ? "%3" : "%10";
        return value + " = constant " + number + "\nreturn " + value;
    }
}
