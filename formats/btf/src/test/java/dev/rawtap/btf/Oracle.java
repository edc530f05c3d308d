package dev.rawtap.btf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Other people's tools, run from where they were fetched to; a test without them is skipped in one line. */
public final class Oracle {
    private Oracle() {}

    /** What the program prints to its standard output. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process =
                builder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Assumptions.assumeTrue(status == 0, "the oracle's %s fails here with status %d".formatted(command[0], status));
        return text;
    }

    /** All that the program prints, and its exit status in the last line. */
    public static String complaints(String... command) throws IOException, InterruptedException {
        Process process = builder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text + "exit " + process.waitFor();
    }

    private static ProcessBuilder builder(String... command) {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        Path run = Path.of(cache, "tracing-oracle", "run");
        Assumptions.assumeTrue(Files.isExecutable(run), "the oracle is not there");
        var all = new ArrayList<>(List.of(run.toString()));
        all.addAll(List.of(command));
        return new ProcessBuilder(all);
    }
}
