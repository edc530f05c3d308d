package dev.rawtap.cli;

import dev.rawtap.btf.Btf;
import dev.rawtap.cli.loaded.BtfSource;
import dev.rawtap.contract.Engine;
import dev.rawtap.kernel.KernelEngine;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

    /** The same with the kernel's types from a file, or {@code none}. */
    Session withTypes(String name) {
        Supplier<Optional<Btf>> types =
                () -> name.equals("none") ? Optional.empty() : Optional.of(BtfSource.ofFile(name, folder));
        Supplier<Engine> typed = () -> KernelEngine.openWithTypes(types);
        return new Session(output, errors, typed, interruption, environment, folder, input);
    }

    /** A file, by its path in this session. */
    Path file(String path) {
        return folder.resolve(path);
    }
}
