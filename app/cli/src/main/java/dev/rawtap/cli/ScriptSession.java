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
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.script.ScriptCompiler;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.NamedOption;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.script.output.Buffering;
import dev.rawtap.script.output.Coloured;
import dev.rawtap.script.output.JsonOutput;
import dev.rawtap.script.output.Sink;
import dev.rawtap.script.output.TextBuffer;
import dev.rawtap.script.output.TextOutput;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.run.ScriptRun;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Program;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One script on one engine.
 *
 * @param commandStatus whether the status of the command is that of the run
 */
record ScriptSession(ScriptArguments arguments, Session session, Engine engine, boolean commandStatus) {
    /** The status when a variable of the environment means nothing, as of bpftrace. */
    private static final int WRONG_VARIABLE = 2;

    private static final String NOTIFY = "__BPFTRACE_NOTIFY_PROBES_ATTACHED";

    /** Runs it: the exit status. */
    int run(SourceText source) {
        Host host = engine.host();
        if (arguments.process() != 0 && !host.processExists(arguments.process())) {
            throw new InvalidInputException(
                    "no process has the number " + arguments.process(), "list processes with: ps -e");
        }
        host.findDebugFilesIn(
                arguments.debugFolders().stream().map(this::debugFolder).toList());
        Optional<OutputFile> file = arguments
                .outputFile()
                .map(path -> OutputFile.open(
                        session.file(path), arguments.outputFile().get()));
        @Nullable ChildCommand child = arguments.command().isEmpty() ? null : start(host);
        try (child;
                var machine = new HostMachine(engine)) {
            ScriptCompiler.Compilation compilation = ScriptCompiler.compile(source, analysis(machine), lowering(child));
            List<Diagnostic> variables = compilation.diagnostics().stream()
                    .filter(AnalysisOptions::isOfEnvironment)
                    .toList();
            if (!variables.isEmpty()) {
                for (Diagnostic variable : variables) {
                    session.errors().text(variable.message() + "\n");
                    variable.hints().forEach(session.errors()::hint);
                }
                return WRONG_VARIABLE;
            }
            tell(compilation.diagnostics());
            if (NamedOption.asksForHelp(arguments.named(), compilation.options())
                    && compilation.diagnostics().stream().noneMatch(problem -> problem.severity() == Severity.ERROR)) {
                session.errors().hint(NamedOption.help(compilation.options()));
                return 1;
            }
            Stages.print(arguments.stages(), compilation, session.output());
            if (compilation.script().isEmpty()) {
                return 1;
            }
            CompiledScript script = chosen(compilation.script().get());
            if (script.probes().isEmpty()) {
                return nothing(compilation.parsed().program());
            }
            return arguments.mode() == ScriptArguments.Mode.COMPILE ? 0 : run(script, child, file);
        }
    }

    private Path debugFolder(String folder) {
        Path path = session.file(folder);
        if (!Files.isDirectory(path)) {
            throw new InvalidInputException(
                    "--debuginfo: '%s' is no folder".formatted(folder),
                    "debug files are in DIR/.build-id/xx/… or DIR/PATH/…");
        }
        return path.toAbsolutePath();
    }

    private ChildCommand start(Host host) {
        try {
            return host.start(arguments.command());
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    "Failed to fork child: Path '%s' does not exist or is not executable (No such file or directory)"
                            .formatted(arguments.command().getFirst()),
                    e.hint().orElse(null),
                    e);
        }
    }

    /** For a script without probes, or with none that run without a flag: the exit status. */
    private int nothing(Program program) {
        for (Definition definition : program.definitions()) {
            if (definition instanceof Definition.Probe probe) {
                String type = probe.attachPoints().getFirst().type();
                if (type.equals("test")) {
                    session.errors().text("ERROR: No probes attached; use --test to run test probes.\n");
                    return 255;
                }
                if (type.equals("bench")) {
                    session.errors().text("ERROR: No probes attached; use --bench to run benchmark probes.\n");
                    return 255;
                }
            }
        }
        session.output().line("No probes to attach");
        return 1;
    }

    /** The script with the probes of {@code --probe-filter} alone. */
    private CompiledScript chosen(CompiledScript script) {
        if (arguments.filter().isEmpty()) {
            return script;
        }
        Pattern filter = arguments.filter().get();
        return script.withProbes(script.probes().stream()
                .filter(probe -> probe.names().stream()
                        .anyMatch(name -> filter.matcher(name).find()))
                .toList());
    }

    private AnalysisOptions analysis(HostMachine machine) {
        return AnalysisOptions.of(engine.target(), machine)
                .withParameters(arguments.positional(), arguments.named())
                .withEnvironment(session.environment())
                .withProcess(arguments.process())
                .withFiles(new ScriptImports(session.folder(), arguments.folders()))
                .withHeaders(arguments.headers())
                .withUnsafe(arguments.has("unsafe"))
                .withMode(
                        switch (arguments.mode()) {
                            case RUN, COMPILE, FORMAT -> AnalysisOptions.Mode.RUN;
                            case TEST -> AnalysisOptions.Mode.TEST;
                            case BENCH -> AnalysisOptions.Mode.BENCH;
                        });
    }

    private LoweringOptions lowering(@Nullable ChildCommand child) {
        return LoweringOptions.of(
                        engine.host(),
                        tracepoint -> engine instanceof KernelEngine kernel
                                ? kernel.describe(tracepoint.name())
                                        .filter(known -> known.module().equals(tracepoint.module()))
                                        .orElse(tracepoint)
                                : tracepoint)
                .with(arguments.has("warnings"), child == null ? 0 : child.pid());
    }

    private void tell(List<Diagnostic> diagnostics) {
        Colours.check(session.environment(), session.errors());
        for (Diagnostic diagnostic : diagnostics) {
            if (diagnostic.severity() == Severity.ERROR || !arguments.has("no-warnings")) {
                session.errors().diagnostic(diagnostic);
            }
        }
    }

    private int run(CompiledScript script, @Nullable ChildCommand child, Optional<OutputFile> file) {
        session.output().flush();
        OutputStream results = file.<OutputStream>map(OutputFile::output).orElse(session.output());
        var sink = new Sink(results, Buffering.valueOf(arguments.buffering().toUpperCase(Locale.ROOT)));
        var messages = new Sink(session.errors().stream(), Buffering.LINE);
        var zone = ZoneId.systemDefault();
        var output = arguments.json()
                ? new JsonOutput(sink, messages, zone)
                : new TextOutput(sink, messages, zone, coloured());
        boolean log = Stages.wants(arguments.stages(), "verifier");
        var options = new ScriptRun.Options(
                Optional.ofNullable(child),
                arguments.process(),
                LoadOptions.DEFAULT.withVerifierLog(log),
                zone,
                arguments.has("quiet") || isTest(),
                () -> announce(sink));
        try (var run = new ScriptRun(engine, script, output, options)) {
            if (log) {
                run.loaded()
                        .programs()
                        .forEach(program -> Stages.verifier(program.name(), program.verifierLog(), session.output()));
            }
            if (arguments.has("dry-run") || !arguments.stages().isEmpty()) {
                return 0;
            }
            int code = run(run);
            run.finish();
            sink.flush();
            // The kernel keeps the lowest byte of a status.
            return (code != 0 || !commandStatus ? code : run.commandStatus().orElse(0)) & 0xff;
        }
    }

    private int run(ScriptRun run) {
        session.interruption().onRequest(run::stop);
        try (var _ = Signals.forward(run)) {
            return run.run();
        } finally {
            session.interruption().onRequest(() -> {});
        }
    }

    private boolean isTest() {
        return arguments.mode() == ScriptArguments.Mode.TEST || arguments.mode() == ScriptArguments.Mode.BENCH;
    }

    private Set<Coloured> coloured() {
        var coloured = EnumSet.noneOf(Coloured.class);
        if (isTest()) {
            coloured.add(Coloured.TESTS);
        }
        if (session.errors().colours().on()) {
            coloured.add(Coloured.MESSAGES);
        }
        return coloured;
    }

    /** For those who wait for it: the script is attached. */
    private void announce(Sink results) {
        if (session.environment().containsKey(NOTIFY)) {
            results.write(new TextBuffer().put(NOTIFY).put('\n'));
            results.flush();
        }
    }
}
