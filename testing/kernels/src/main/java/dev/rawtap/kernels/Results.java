package dev.rawtap.kernels;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Tells of tests as they end: a line for each class with its time, one for each test skipped, all of each failure. */
final class Results implements TestExecutionListener {
    /** Of a stack trace, what shows where in a test it was. */
    private static final int FRAMES = 12;

    private final PrintStream output;
    private final long start = System.nanoTime();
    private final Map<String, Long> started = new HashMap<>();
    private TestPlan plan;
    private int passed;
    private int failed;
    private int skipped;

    @SuppressWarnings("NullAway.Init")
    Results(PrintStream output) {
        this.output = output;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan all) {
        plan = all;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        // A class that is skipped has as many tests as its plan; those with parameters are not known, and count as one.
        int tests = Math.max(1, (int) plan.getDescendants(test).stream()
                .filter(TestIdentifier::isTest)
                .count());
        skipped += tests;
        output.printf("skipped: %s: %s%n", name(test), reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Optional<Throwable> problem = result.getThrowable();
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
            case ABORTED -> {
                skipped++;
                output.printf(
                        "skipped: %s: %s%n",
                        name(test), problem.map(Throwable::getMessage).orElse("no reason given"));
            }
            case FAILED -> {
                failed++;
                output.printf("FAILED: %s%n", name(test));
                problem.ifPresent(this::tell);
            }
        }
        if (test.getSource().orElse(null) instanceof ClassSource source) {
            long nanoseconds = System.nanoTime() - started.getOrDefault(test.getUniqueId(), start);
            output.printf("%6.1f s %s%n", nanoseconds / 1e9, source.getClassName());
        }
        output.flush();
    }

    private void tell(Throwable problem) {
        for (Throwable each = problem; each != null; each = each.getCause()) {
            output.printf("    %s%n", each.toString().replace("\n", "\n    "));
            int count = 0;
            for (StackTraceElement frame : each.getStackTrace()) {
                if (frame.getClassName().startsWith("dev.rawtap") && count++ < FRAMES) {
                    output.printf("        at %s%n", frame);
                }
            }
        }
    }

    /** The sum, as {@code testing/kernels/matrix} reads it, and the exit status that it means. */
    int tell() {
        output.printf(
                "== suite: %d passed, %d failed, %d skipped, %d s%n",
                passed,
                failed,
                skipped,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        return failed > 0 ? 1 : passed == 0 ? 2 : 0;
    }

    private String name(TestIdentifier test) {
        return test.getSource()
                .map(source -> switch (source) {
                    case MethodSource method ->
                        "%s.%s%s"
                                .formatted(
                                        method.getClassName().replaceAll(".*\\.", ""),
                                        method.getMethodName(),
                                        test.getDisplayName().startsWith("[") ? " " + test.getDisplayName() : "");
                    case ClassSource type -> type.getClassName().replaceAll(".*\\.", "");
                    default -> test.getDisplayName();
                })
                .orElse(test.getDisplayName());
    }
}
