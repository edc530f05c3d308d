package dev.rawtap.kernels;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Tells of tests as they end: a line for each class and each long test with its time, one for each test skipped, all of each failure. */
final class Results implements TestExecutionListener {
    /** Of a stack trace, what shows where in a test it was. */
    private static final int FRAMES = 12;

    /** Seconds from which on a test has a line of its own. */
    private static final double LONG = 3;

    /** More than the timeout of any test. */
    private static final Duration HANGS = Duration.ofMinutes(3);

    private final PrintStream output;
    private final long start = System.nanoTime();
    private final Map<String, Long> started = new HashMap<>();
    private TestPlan plan;
    private @Nullable TestIdentifier running;
    private Thread runner = Thread.currentThread();
    private long mappings;
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
    public synchronized void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
        if (test.isTest()) {
            running = test;
            runner = Thread.currentThread();
        }
    }

    /** Ends the process, with the sum so far, when a test neither ends nor heeds its timeout; else it never returns. */
    void watch() {
        while (true) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            synchronized (this) {
                if (running != null
                        && System.nanoTime() - started.getOrDefault(running.getUniqueId(), start) > HANGS.toNanos()) {
                    var hangs = new IllegalStateException(
                            "no end in %d s; the tests after it did not run".formatted(HANGS.toSeconds()));
                    hangs.setStackTrace(runner.getStackTrace());
                    executionFinished(running, TestExecutionResult.failed(hangs));
                    tell();
                    Runtime.getRuntime().halt(1);
                }
            }
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        // A class that is skipped has as many tests as its plan; those with parameters are not known, and count as one.
        int tests = Math.max(1, (int) plan.getDescendants(test).stream()
                .filter(TestIdentifier::isTest)
                .count());
        skipped += tests;
        tellSkipped(test, reason);
    }

    private void tellSkipped(TestIdentifier test, String reason) {
        output.printf(
                "skipped: %s\t%s%n",
                name(test),
                reason.replaceFirst("^(Assumption failed: |assumption was not met due to: )", "")
                        .strip());
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        running = null;
        Optional<Throwable> problem = result.getThrowable();
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
            case ABORTED -> {
                skipped++;
                tellSkipped(test, problem.map(Throwable::getMessage).orElse("no reason given"));
            }
            case FAILED -> {
                failed++;
                output.printf("FAILED: %s%n", name(test));
                problem.ifPresent(this::tell);
            }
        }
        double seconds = (System.nanoTime() - started.getOrDefault(test.getUniqueId(), start)) / 1e9;
        if (test.getSource().orElse(null) instanceof ClassSource source) {
            output.printf("%6.1f s %s%n", seconds, source.getClassName());
            assertNoMemoryOfMaps(source.getClassName());
        } else if (test.isTest() && seconds > LONG) {
            output.printf("%6.1f s %s%n", seconds, name(test));
        }
        output.flush();
    }

    /** A class that leaves buffers mapped would have a later one fail that looks. */
    private void assertNoMemoryOfMaps(String type) {
        long now;
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            now = lines.filter(line -> line.contains("anon_inode:bpf")).count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        if (now > mappings) {
            failed++;
            output.printf("FAILED: %s: leaves %d mappings of maps%n", type, now - mappings);
        }
        mappings = now;
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
