package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.testkit.conformance.Actual;
import dev.rawtap.testkit.conformance.Case;
import dev.rawtap.testkit.conformance.ConformanceFile;
import dev.rawtap.testkit.conformance.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every case of {@code conformance/script} in both formats, on the running kernel, through the command line. With {@code
 * -Drawtap.share=N}, on other kernels than the one that the cases hold: whether its verifier takes the code of every N-th.
 */
@KernelTest
class ScriptConformanceTest {
    private static final int SHARE = Integer.getInteger("rawtap.share", 1);
    private static final long SECONDS = 30;
    private static final Path FOLDER = Path.of(CommandLineRun.file("conformance/script"));

    /** What kernels say of code that they cannot run at all, or of loops that they do not count: helpers, kernel functions, instructions. */
    private static final Pattern LACKS = Pattern.compile(
            "unknown func|kernel function|unknown opcode|unrecognized bpf_ld_imm64|helper call is not allowed|infinite loop detected|too large|too complex");

    @Test
    void theVerifierTakesTheCode() throws IOException, InterruptedException {
        assumeTrue(SHARE > 1, "every case is compared with what it is to print");
        List<String> refused = new ArrayList<>();
        try (var workers = workers()) {
            List<Case> cases = ConformanceFile.readAll(FOLDER);
            for (int i = 0; i < cases.size(); i += SHARE) {
                Case each = cases.get(i);
                String errors = new String(
                        run(each, each.formats().iterator().next(), workers).errors(), StandardCharsets.UTF_8);
                if (errors.contains(" refused: ") && !LACKS.matcher(errors).find()) {
                    refused.add(each + ": " + errors);
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    private static ExecutorService workers() {
        return Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "case");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Test
    void scriptsDoWhatIsExpected() throws IOException, InterruptedException {
        assumeTrue(SHARE == 1, "the cases hold what they print on one kernel");
        List<String> differing = new ArrayList<>();
        try (var workers = workers()) {
            for (Case each : ConformanceFile.readAll(FOLDER)) {
                for (Format format : each.formats()) {
                    for (String difference : each.differences(format, run(each, format, workers))) {
                        differing.add("%s, %s: %s".formatted(each, format, difference));
                    }
                }
            }
        }
        assertThat(differing).isEmpty();
    }

    private Actual run(Case each, Format format, ExecutorService workers) throws IOException, InterruptedException {
        // The folder of this process, because commands run there.
        Set<Path> before = here();
        for (Map.Entry<String, String> file : each.files().entrySet()) {
            Path path = Path.of(file.getKey());
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, file.getValue());
        }
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        var interruption = new Interruption();
        var session = new Session(
                new Output("standard output", output),
                new Errors(new PrintStream(errors, true, StandardCharsets.UTF_8)),
                KernelEngine::open,
                interruption,
                each.environment(),
                Path.of(""),
                new ByteArrayInputStream(new byte[0]));
        List<String> words = new ArrayList<>(each.commandLine(format));
        Future<Integer> status = workers.submit(() -> Main.run(words.toArray(String[]::new), session));
        byte[] printed = output(status, interruption, output);
        var actual = new Actual(printed, errors.toByteArray(), status(status));
        for (Path made : here()) {
            if (!before.contains(made)) {
                delete(made);
            }
        }
        return actual;
    }

    private static void delete(Path path) throws IOException {
        try (var all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Set<Path> here() throws IOException {
        try (var paths = Files.list(Path.of(""))) {
            return paths.collect(Collectors.toSet());
        }
    }

    /** Waits; a run that does not end by itself is asked to, and what it printed does not count. */
    private static byte[] output(Future<Integer> status, Interruption interruption, ByteArrayOutputStream output)
            throws InterruptedException {
        try {
            status.get(SECONDS, TimeUnit.SECONDS);
            return output.toByteArray();
        } catch (TimeoutException e) {
            interruption.request();
            return "no end after %d seconds".formatted(SECONDS).getBytes(StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(Future<Integer> status) throws InterruptedException {
        try {
            return status.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a run cannot be stopped", e);
        }
    }
}
