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

    /** What the program prints. */
    public static String run(String... command) throws IOException, InterruptedException {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        Path run = Path.of(cache, "tracing-oracle", "run");
        Assumptions.assumeTrue(Files.isExecutable(run), "the oracle is not there");
        var all = new ArrayList<>(List.of(run.toString()));
        all.addAll(List.of(command));
        var process = new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
