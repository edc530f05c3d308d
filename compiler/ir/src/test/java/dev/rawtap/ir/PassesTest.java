package dev.rawtap.ir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.check.FunctionCheck;
import dev.rawtap.ir.pass.Pass;
import dev.rawtap.ir.pass.Passes;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The interpreter says the same of generated modules before and after passes. */
class PassesTest {
    private static final Passes.Options CHECKED = new Passes.Options(true);

    @Test
    void everyPassAloneKeepsTheMeaning() {
        for (Pass pass : Passes.ALL) {
            rounds(
                    100,
                    20,
                    module -> {
                        var functions = new ArrayList<Function>();
                        for (Function function : module.functions()) {
                            Function after = pass.run(function);
                            FunctionCheck.check(after);
                            functions.add(after);
                        }
                        return new Module(functions);
                    },
                    pass.name());
        }
    }

    @Test
    void allPassesKeepTheMeaning() {
        rounds(600, 40, module -> Passes.run(module, CHECKED), "all");
    }

    private interface Change {
        Module apply(Module module);
    }

    private static void rounds(int rounds, int statements, Change change, String name) {
        long first = Long.getLong("seed", 1);
        for (long seed = first; seed < first + rounds; seed++) {
            Module module = RandomModule.make(new SplittableRandom(seed), statements);
            Module after;
            Interpreter.Outcome expected = Interpreter.run(module, "main", seed);
            Interpreter.Outcome outcome;
            try {
                after = change.apply(module);
                outcome = Interpreter.run(after, "main", seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "%s, reproduce: -Dseed=%d on%n%s".formatted(name, seed, IrPrinter.print(module)), e);
            }
            assertThat(outcome)
                    .as(
                            "%s, reproduce: -Dseed=%d on\n%sgives\n%s",
                            name, seed, IrPrinter.print(module), IrPrinter.print(after))
                    .isEqualTo(expected);
        }
    }
}
