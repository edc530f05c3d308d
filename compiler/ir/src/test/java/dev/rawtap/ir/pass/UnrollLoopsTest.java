package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.check.FunctionCheck;
import org.junit.jupiter.api.Test;

class UnrollLoopsTest {
    @Test
    void threeRoundsAreWrittenOut() {
        Function function = IrParser.function("""
                subprogram f(%0: scalar) {
                entry:
                  %1 = constant 0
                  %2 = constant 3
                  %3 = constant 1
                  jump head(%1, %0)
                head(%4: scalar, %5: scalar):
                  branch %4 < %2, body, end
                body:
                  %6 = %5 * %0
                  %7 = %4 + %3
                  jump head(%7, %6)
                end:
                  return %5
                }
                """);
        Function unrolled = new UnrollLoops().run(function);
        FunctionCheck.check(unrolled);
        assertThat(unrolled.blocks()).hasSize(3 * 2 + 3);

        Function simple = Passes.run(function, new Passes.Options(true));
        assertThat(simple.blocks()).hasSize(1);
        assertThat(simple.blocks().getFirst().steps())
                .extracting(Step::operation)
                .hasSize(3)
                .allMatch(operation -> operation instanceof Operation.Binary(var operator, var _, var right)
                        && operator == BinaryOperator.MULTIPLY
                        && right.number() == 0);
    }

    @Test
    void leavesLoopsThatTheRunEnds() {
        assertLeaves(
                new UnrollLoops(),
                "%3 = constant 0\n%4 = constant 1\njump head(%3)\nhead(%5: scalar):\nbranch %5 < %0, body, end\nbody:\n%6 = %5 + %4\njump head(%6)\nend:\nreturn %5\n");
    }

    @Test
    void leavesLongLoops() {
        assertLeaves(
                new UnrollLoops(),
                "%3 = constant 0\n%4 = constant 1\n%7 = constant 1000\njump head(%3)\nhead(%5: scalar):\nbranch %5 < %7, body, end\nbody:\n%6 = %5 + %4\njump head(%6)\nend:\nreturn %5\n");
    }
}
