package dev.rawtap.cli;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.Severity;
import dev.rawtap.base.SourceText;
import dev.rawtap.cli.script.ScriptArguments;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.Host;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.script.ScriptCompiler;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.script.output.Buffering;
import dev.rawtap.script.output.JsonOutput;
import dev.rawtap.script.output.Sink;
import dev.rawtap.script.output.TextOutput;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.run.ScriptRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap -e PROGRAM}, {@code rawtap FILE.bt}: bpftrace's command line. */
final class ScriptCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("script");
        spec.usageMessage()
                .description("Run a script of the tracing language, as bpftrace does.")
                .customSynopsis("rawtap [OPTIONS] FILE [ARGUMENTS]", "rawtap [OPTIONS] -e PROGRAM [ARGUMENTS]");
        return spec.addOption(Options.option("PROGRAM", "Run this program.", "-e"))
                .addOption(Options.option("CMD", "Run CMD, and end with it.", "-c", "--cmd"))
                .addOption(Options.option("PID", "Only events of this process.", "-p", "--pid"))
                .addOption(Options.option("FORMAT", "text (default) or json.", "-f", "--format"))
                .addOption(Options.option("FILE", "Print results to FILE.", "-o", "--output"))
                .addOption(Options.option("MODE", "Buffering: line (default), full or none.", "-B"))
                .addOption(OptionSpec.builder("-d", "--debug")
                        .paramLabel("STAGE")
                        .type(String[].class)
                        .arity("1")
                        .description("Print a stage: ast, types, ir, asm, verifier, all.")
                        .build())
                .addOption(Options.flag("List probes that match.", "-l", "--list"))
                .addOption(Options.flag("Say more.", "-v", "--verbose"))
                .addOption(Options.flag("Say only results and failures.", "-q", "--quiet"))
                .addOption(Options.flag("Report helpers that fail.", "-k", "--warnings"))
                .addOption(Options.flag("Leave out warnings.", "--no-warnings"))
                .addOption(Options.flag("Allow functions that change the system.", "--unsafe"))
                .addOption(Options.flag("Compile and load, attach nothing.", "--dry-run"))
                .addOption(Options.flag("Print what this machine offers.", "--info"))
                .addOption(Options.flag("Run the script's test probes.", "--test"))
                .addOption(Options.flag("Run the script's bench probes.", "--bench"))
                .addOption(Options.flag("Print the script, formatted.", "--fmt"))
                .addPositional(PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("0..*")
                        .paramLabel("ARGUMENT")
                        .type(String[].class)
                        .description("The script's file, then its arguments.")
                        .build());
    }

    @Override
    public int run(ParseResult parsed, Session session) {
        ScriptArguments arguments = ScriptArguments.of(parsed);
        arguments.stages().forEach(Stages::check);
        SourceText source = source(arguments);
        try (Engine engine = session.engine().get()) {
            return new Running(arguments, session, engine).run(source);
        }
    }

    private static SourceText source(ScriptArguments arguments) {
        if (arguments.program().isPresent()) {
            return new SourceText("stdin", arguments.program().get());
        }
        String file = arguments
                .file()
                .orElseThrow(
                        () -> new InvalidInputException("no script", "give a file, or a program with -e 'PROGRAM'"));
        try {
            return file.equals("-")
                    ? new SourceText("stdin", new String(System.in.readAllBytes(), StandardCharsets.UTF_8))
                    : new SourceText(file, Files.readString(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    "failed to open file '%s': No such file or directory".formatted(file), null);
        } catch (IOException e) {
            throw new InvalidInputException("cannot read '%s': %s".formatted(file, e.getMessage()), null, e);
        }
    }

    /** One script on one engine. */
    private record Running(ScriptArguments arguments, Session session, Engine engine) {
        int run(SourceText source) {
            Host host = engine.host();
            @Nullable ChildCommand child = arguments.command().isEmpty() ? null : host.start(arguments.command());
            try (child;
                    var machine = new HostMachine(host)) {
                ScriptCompiler.Compilation compilation =
                        ScriptCompiler.compile(source, analysis(machine), lowering(child));
                tell(compilation.diagnostics());
                Stages.print(arguments.stages(), compilation, session.output());
                Optional<CompiledScript> script = compilation.script();
                return script.isEmpty() ? 1 : run(script.get(), child);
            }
        }

        private AnalysisOptions analysis(HostMachine machine) {
            return AnalysisOptions.of(engine.target(), machine)
                    .withParameters(arguments.positional(), arguments.named())
                    .withEnvironment(System.getenv())
                    .withProcess(arguments.process())
                    .withUnsafe(arguments.has("unsafe"));
        }

        private LoweringOptions lowering(@Nullable ChildCommand child) {
            Host host = engine.host();
            Optional<Host.PidNamespace> namespace = host.pidNamespace();
            return new LoweringOptions(
                    arguments.has("warnings"),
                    child == null ? 0 : child.pid(),
                    0,
                    host.nanoseconds(Host.Clock.BOOT),
                    namespace.map(Host.PidNamespace::device).orElse(0L),
                    namespace.map(Host.PidNamespace::inode).orElse(0L),
                    tracepoint -> engine instanceof KernelEngine kernel
                            ? kernel.describe(tracepoint.name()).orElse(tracepoint)
                            : tracepoint,
                    host.possibleCpus());
        }

        private void tell(List<Diagnostic> diagnostics) {
            for (Diagnostic diagnostic : diagnostics) {
                if (diagnostic.severity() == Severity.ERROR || !arguments.has("no-warnings")) {
                    session.errors().text(diagnostic.renderScript());
                }
            }
        }

        private int run(CompiledScript script, @Nullable ChildCommand child) {
            Optional<OutputFile> file = arguments.outputFile().map(Path::of).map(OutputFile::open);
            OutputStream results = file.<OutputStream>map(OutputFile::output).orElse(session.output());
            var buffering = Buffering.valueOf(arguments.buffering().toUpperCase(Locale.ROOT));
            var sink = new Sink(results, buffering);
            var messages = new Sink(session.errors().stream(), Buffering.LINE);
            var zone = ZoneId.systemDefault();
            var output = arguments.json()
                    ? new JsonOutput(sink, messages, zone)
                    : new TextOutput(sink, messages, zone, arguments.has("quiet"));
            var options = new ScriptRun.Options(
                    Optional.ofNullable(child),
                    arguments.process(),
                    LoadOptions.DEFAULT.withVerifierLog(Stages.wants(arguments.stages(), "verifier")),
                    zone,
                    () -> {});
            try (var run = new ScriptRun(engine, script, output, options)) {
                if (Stages.wants(arguments.stages(), "verifier")) {
                    run.loaded()
                            .programs()
                            .forEach(program ->
                                    Stages.verifier(program.name(), program.verifierLog(), session.output()));
                }
                if (arguments.has("dry-run") || !arguments.stages().isEmpty()) {
                    return 0;
                }
                session.interruption().onRequest(run::stop);
                int code = run.run();
                session.interruption().onRequest(() -> {});
                LossLedger losses = run.finish();
                losses.losses()
                        .forEach(loss -> session.errors()
                                .note("lost %d: %s (%s)"
                                        .formatted(loss.count(), loss.kind().text(), loss.place())));
                sink.flush();
                return code;
            }
        }
    }
}
