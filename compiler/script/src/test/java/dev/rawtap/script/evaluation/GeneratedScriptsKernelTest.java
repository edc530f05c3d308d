package dev.rawtap.script.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import org.junit.jupiter.api.Test;

/**
 * Generated scripts print on the kernel what {@link Evaluator} says. {@code -Drawtap.seed=N} runs the scripts from N on,
 * {@code -Drawtap.scripts=N} that many of them.
 */
@KernelTest
class GeneratedScriptsKernelTest {
    private static final int SCRIPTS = Integer.getInteger("rawtap.scripts", 500);
    private static final long SEED = Long.getLong("rawtap.seed", 1000);

    @Test
    void scriptsPrintWhatTheEvaluatorSays() {
        int refused = 0;
        try (var kernel = new OnKernel()) {
            for (long seed = SEED; seed < SEED + SCRIPTS; seed++) {
                String script = ScriptGenerator.generate(seed);
                String printed = printed(kernel, script);
                if (isTooManyPaths(printed)) {
                    refused++;
                    continue;
                }
                assertThat(printed)
                        .as("reproduce: -Drawtap.seed=%d -Drawtap.scripts=1%n%s", seed, script)
                        .isEqualTo(Evaluator.evaluate(script));
            }
        }
        assertThat(refused)
                .as("scripts with too many paths for the verifier, from seed %d", SEED)
                .isLessThan(Math.max(1, SCRIPTS / 20));
    }

    /** What goes wrong is told with the script, as any other difference. */
    private static String printed(OnKernel kernel, String script) {
        try {
            return kernel.run(script);
        } catch (RuntimeException failure) {
            return failure.toString();
        }
    }

    /**
     * Loops around branches can be more than the verifier wants to walk: a limit of the kernel, not a difference. One that
     * ends by a number that it does not know is endless for 5.10.
     */
    private static boolean isTooManyPaths(String printed) {
        return printed.contains("infinite loop detected")
                || printed.contains("BPF program is too large")
                || printed.contains("jumps is too complex")
                || printed.endsWith("load program 'begin_0': ENOMEM");
    }
}
