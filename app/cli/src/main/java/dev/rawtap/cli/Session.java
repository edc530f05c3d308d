package dev.rawtap.cli;

import dev.rawtap.contract.Engine;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a command has to do with: where it prints, which engine runs programs, and whether the user has had enough.
 *
 * @param output results
 * @param errors one line at a time, without the leading {@code rawtap: }
 * @param engine opens the engine; called at most once by a command, which closes it
 * @param interruption Ctrl-C and other requests to stop
 * @param environment variables
 * @param folder what the paths of scripts, imports and results are relative to
 * @param input standard input
 */
record Session(
        Output output,
        Errors errors,
        Supplier<Engine> engine,
        Interruption interruption,
        Map<String, String> environment,
        Path folder,
        InputStream input) {
    /** In this process's environment. */
    Session(Output output, Errors errors, Supplier<Engine> engine, Interruption interruption) {
        this(output, errors, engine, interruption, System.getenv(), Path.of(""), System.in);
    }

    /** A file, by its path in this session. */
    Path file(String path) {
        return folder.resolve(path);
    }
}
