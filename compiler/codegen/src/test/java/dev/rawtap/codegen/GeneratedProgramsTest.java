package dev.rawtap.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.Module;
import dev.rawtap.isa.InstructionText;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The kernel computes what the evaluator computes. Reproduce with {@code -Dseed=…}, more with {@code -Dprograms=…}. */
@KernelTest
class GeneratedProgramsTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int PROGRAMS = Integer.getInteger("programs", 250);

    @Test
    void runAsEvaluatedOnTheNewestKernel() {
        try (var engine = KernelEngine.open()) {
            compare(engine, engine.target(), true);
        }
    }

    @Test
    void runAsEvaluatedWithTheInstructionsOfKernel58() {
        try (var engine = KernelEngine.open()) {
            compare(engine, Programs.target(5, 8), false);
        }
    }

    private static void compare(KernelEngine engine, Target target, boolean fetches) {
        for (int i = 0; i < PROGRAMS; i++) {
            long seed = SEED + i;
            Module module = RandomFunctions.make(seed, fetches);
            long[] context = context(seed);
            Programs.Outcome expected = Programs.evaluate(module, context);
            ObjectSpec object = null;
            try {
                object = Programs.generate(module, target, Programs.STATE, Programs.TABLE);
                assertThat(Programs.run(engine, object, context)).isEqualTo(expected);
            } catch (RuntimeException | AssertionError wrong) {
                String code = object == null
                        ? ""
                        : InstructionText.listing(object.programs().getFirst().code());
                throw new AssertionError(
                        "reproduce: -Dprograms=1 -Dseed=%d%n%s%n%s"
                                .formatted(seed, dev.rawtap.ir.IrPrinter.print(module), code),
                        wrong);
            }
        }
    }

    private static long[] context(long seed) {
        var random = new SplittableRandom(~seed);
        long[] context = new long[4];
        for (int i = 0; i < context.length; i++) {
            context[i] = random.nextBoolean() ? random.nextLong() : random.nextInt(300);
        }
        return context;
    }
}
