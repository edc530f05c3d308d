package dev.rawtap.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.Module;
import dev.rawtap.isa.InstructionText;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.Feature;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel computes what the evaluator computes. Reproduce with {@code -Dseed=…}, more with {@code -Dprograms=…}. */
@KernelTest
class GeneratedProgramsTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int PROGRAMS = Integer.getInteger("programs", 250);

    @Test
    void runAsEvaluatedOnTheNewestKernel() {
        try (var engine = KernelEngine.open()) {
            compare(engine, engine.target(), engine.target().has(Feature.ATOMIC_FETCH));
        }
    }

    @Test
    void runAsEvaluatedWithTheInstructionsOfKernel58() {
        try (var engine = KernelEngine.open()) {
            compare(engine, Programs.target(5, 8), false);
        }
    }

    /** Each was generated once and computed something else; its first lines say why, and on what. */
    @ParameterizedTest
    @ValueSource(strings = "stack-arguments")
    void runAsEvaluatedWhereOnceTheyDidNot(String name) throws IOException {
        String text;
        try (var resource = getClass().getResourceAsStream("programs/" + name + ".ir")) {
            text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        long[] context = Pattern.compile("-?\\d+")
                .matcher(text.lines()
                        .filter(line -> line.startsWith("// context: "))
                        .findFirst()
                        .orElseThrow())
                .results()
                .mapToLong(number -> Long.parseLong(number.group()))
                .toArray();
        Module module = IrParser.module(text);
        try (var engine = KernelEngine.open()) {
            for (Target target : List.of(engine.target(), Programs.target(5, 8))) {
                ObjectSpec object = Programs.generate(module, target, Programs.STATE, Programs.TABLE);
                assertThat(Programs.run(engine, object, context)).isEqualTo(Programs.evaluate(module, context));
            }
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
                        "reproduce: -Dprograms=1 -Dseed=%d%n%s%n%s".formatted(seed, IrPrinter.print(module), code),
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
