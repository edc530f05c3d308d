package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombineConstantsTest {
    @ParameterizedTest
    @CsvSource({"+, 16", "*, 60", "&, 2", "|, 14", "^, 12", "<<, 16", "u>>, 16", "s>>, 16"})
    void combinesSixAndTen(String operator, long constant) {
        assertRule(
                new CombineConstants(),
                "%3 = constant 6\n%4 = constant 10\n%5 = %0 OP %3\n%9 = %5 OP %4".replace("OP", operator),
                "%10 = constant " + constant + "\n%9 = %0 " + operator + " %10\nreturn %9");
    }

    @Test
    void leavesASumThatIsUsedElsewhere() {
        String body = """
                %3 = constant 6
                %4 = constant 10
                %6: stack* = address slot0
                %5 = %0 + %3
                store u64 [%6], %5
                %9 = %5 + %4""";
        assertRule(new CombineConstants(), body, body + "\nreturn %9");
    }

    @Test
    void leavesShiftsBeyondTheWidth() {
        String body = "%3 = constant 40\n%5 = %0 << %3\n%9 = %5 << %3";
        assertRule(new CombineConstants(), body, body + "\nreturn %9");
    }
}
