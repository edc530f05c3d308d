package dev.rawtap.kerneltest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Other people's tools, run from where {@code testing/oracle/fetch} has put them; a test is skipped in one line where they are absent.
 * They run as root in a mount namespace of their own that ends with them; the machine's own root is {@code /host} there.
 */
public final class Oracle {
    private Oracle() {}

    /** What a program prints to its standard output; the test is skipped if it fails. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process =
                builder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Assumptions.assumeTrue(status == 0, "the oracle's %s fails here with status %d".formatted(command[0], status));
        return text;
    }

    /** All that a program prints, and its exit status in the last line. */
    public static String complaints(String... command) throws IOException, InterruptedException {
        Process process = builder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text + "exit " + process.waitFor();
    }

    private static ProcessBuilder builder(String... command) {
        Path run = folder().resolve("run");
        Assumptions.assumeTrue(Files.isExecutable(run), "the oracle is not there: testing/oracle/fetch");
        var all = new ArrayList<>(List.of(run.toString()));
        all.addAll(List.of(command));
        return new ProcessBuilder(all);
    }

    private static Path folder() {
        String chosen = System.getenv("RAWTAP_ORACLE");
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return chosen == null ? Path.of(cache, "rawtap-oracle") : Path.of(chosen);
    }
}
