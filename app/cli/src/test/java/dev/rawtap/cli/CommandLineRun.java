package dev.rawtap.cli;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.testkit.MemoryEngine;
import dev.rawtap.testkit.MemoryHost;
import dev.rawtap.testkit.Replay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** One run of the command line inside the test: its status and what it printed. */
public record CommandLineRun(int status, String output, String errors) {
    private static final Path ROOT = Path.of(System.getProperty("rawtap.root", "../.."));

    /** A file of the checkout. */
    public static String file(String path) {
        return ROOT.resolve(path).toString();
    }

    /** The object of an example of examples/c for this machine: what reads registers has one for each. */
    public static String example(String name) {
        Path own = ROOT.resolve("examples/c/%s.%s.bpf.o".formatted(name, Architecture.host()));
        return Files.exists(own) ? own.toString() : file("examples/c/" + name + ".bpf.o");
    }

    /** An engine that replays; commands {@code true} and {@code fail} exist. */
    static MemoryEngine engine(Replay replay) {
        return engine(replay, new MemoryHost(Map.of("true", 0, "fail", 3)));
    }

    static MemoryEngine engine(Replay replay, MemoryHost host) {
        var target = new Target(Architecture.X86_64, new KernelVersion(6, 1), Set.of(), Optional.empty(), List.of());
        return new MemoryEngine(target, host, replay);
    }

    static CommandLineRun of(Engine engine, String... arguments) {
        var output = new ByteArrayOutputStream();
        return of(engine, output, () -> output.toString(StandardCharsets.UTF_8), arguments);
    }

    static CommandLineRun of(Engine engine, OutputStream output, Supplier<String> printed, String... arguments) {
        var errors = new ByteArrayOutputStream();
        var session = new Session(
                new Output("standard output", output),
                new Errors(new PrintStream(errors, true, StandardCharsets.UTF_8)),
                () -> engine,
                new Interruption());
        int status = Main.run(arguments, session);
        return new CommandLineRun(status, printed.get(), errors.toString(StandardCharsets.UTF_8));
    }

    /** One command as a test has made it, without what {@link Commands} adds. */
    static CommandLineRun of(Command command, Engine engine, String... arguments) {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        var session = new Session(
                new Output("standard output", output),
                new Errors(new PrintStream(errors, true, StandardCharsets.UTF_8)),
                () -> engine,
                new Interruption());
        int status;
        try {
            status = command.run(new CommandLine(command.spec()).parseArgs(arguments), session);
        } catch (RawtapException failure) {
            session.errors().failure(failure);
            status = failure.exitCode();
        }
        session.output().flush();
        return new CommandLineRun(
                status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    /** On the running kernel, with these variables alone in its environment. */
    public static CommandLineRun onKernel(Map<String, String> environment, String... words) {
        return of(environment, KernelEngine::open, words);
    }

    static CommandLineRun of(Map<String, String> environment, Supplier<Engine> engine, String... words) {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        var session = new Session(
                new Output("standard output", output),
                new Errors(new PrintStream(errors, true, StandardCharsets.UTF_8)),
                engine,
                new Interruption(),
                environment,
                Path.of(""),
                new ByteArrayInputStream(new byte[0]));
        int status = Main.run(words, session);
        return new CommandLineRun(
                status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }
}
