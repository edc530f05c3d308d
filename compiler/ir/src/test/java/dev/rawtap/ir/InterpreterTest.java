package dev.rawtap.ir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.check.FunctionCheck;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InterpreterTest {
    @Test
    void computesAFactorial() {
        Module module = IrParser.module("""
                subprogram f(%0: scalar) {
                entry:
                  %1 = constant 1
                  %2 = constant 5
                  jump head(%2, %1)
                head(%3: scalar, %4: scalar):
                  branch %3 == %1, end, body
                body:
                  %5 = %4 * %3
                  %6 = %3 - %1
                  jump head(%6, %5)
                end:
                  return %4
                }
                """);

        assertThat(Interpreter.run(module, "f", 1).result()).isEqualTo(120);
    }

    @Test
    void randomModulesAreWholeAndEnd() {
        for (int seed = 0; seed < 300; seed++) {
            Module module = RandomModule.make(new SplittableRandom(seed), 40);
            module.functions().forEach(FunctionCheck::check);

            assertThat(IrPrinter.print(IrParser.module(IrPrinter.print(module))))
                    .isEqualTo(IrPrinter.print(module));
            assertThat(Interpreter.run(module, "main", seed)).isEqualTo(Interpreter.run(module, "main", seed));
        }
    }
}
