package dev.rawtap.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.SourceText;
import dev.rawtap.testkit.conformance.ConformanceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the fuzz tests start from and ask of each script. */
public final class FuzzedScripts {
    private static final boolean FUZZING = System.getenv("JAZZER_FUZZ") != null;
    /** Code that Jazzer watches is slower, the more so while it is new. */
    private static final Duration SOON = Duration.ofSeconds(FUZZING ? 10 : 2);

    private FuzzedScripts() {}

    /** The scripts of the conformance data, in UTF-8: all to start fuzzing from, else some to see that the tests work. */
    public static Stream<byte[]> some() {
        try {
            int[] place = {0};
            return ConformanceFile.readAll(ConformanceFile.folder()).stream()
                    .flatMap(each -> each.script().stream())
                    .filter(_ -> FUZZING || place[0]++ % 10 == 0)
                    .map(script -> script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What {@code work} gives; it may take two seconds, ten while fuzzing, of this thread's time on a CPU. */
    public static <T> T soon(Supplier<T> work) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        T done = work.get();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(SOON);
        return done;
    }

    /** Each problem has a text, and a place in this script or none. */
    public static void requireInside(SourceText source, List<Diagnostic> problems) {
        for (Diagnostic problem : problems) {
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.at().isNowhere() || problem.at().source() == source)
                    .as(problem.message())
                    .isTrue();
            assertThat(problem.renderScript()).contains(problem.message());
        }
    }
}
