package dev.rawtap.cli;

import dev.rawtap.base.SourceText;
import dev.rawtap.cli.script.ScriptArguments;
import dev.rawtap.contract.Engine;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptFormatter;
import dev.rawtap.script.syntax.ScriptParser;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap -e PROGRAM}, {@code rawtap FILE.bt}: bpftrace's command line. */
final class ScriptCommand implements Command {
    private final boolean commandStatus;

    /**
     * A command.
     *
     * @param commandStatus whether the status of {@code -c}'s command is that of the run
     */
    ScriptCommand(boolean commandStatus) {
        this.commandStatus = commandStatus;
    }

    @Override
    public CommandSpec spec() {
        return ScriptOptions.spec();
    }

    @Override
    public int run(ParseResult parsed, Session session) {
        if (parsed.hasMatchedOption("--version")) {
            session.output().print(Commands.versionLine());
            return 0;
        }
        ScriptArguments arguments = ScriptArguments.of(parsed);
        arguments.stages().forEach(Stages::check);
        if (arguments.has("verbose")) {
            session.errors().beVerbose();
        }
        if (!arguments.has("no-warnings")) {
            arguments.idle().forEach(session.errors()::warning);
        }
        if (arguments.has("info")) {
            try (Engine engine = session.engine().get()) {
                MachineInfo.print(engine, session.output());
            }
            return 0;
        }
        if (arguments.has("list")) {
            return new ScriptListing(arguments, session).run();
        }
        SourceText source = ScriptSource.of(arguments, session);
        if (arguments.mode() == ScriptArguments.Mode.FORMAT) {
            return format(source, session);
        }
        try (Engine engine = session.engine().get()) {
            return new ScriptSession(arguments, session, engine, commandStatus).run(source);
        }
    }

    private static int format(SourceText source, Session session) {
        ParsedScript script = ScriptParser.parse(source);
        script.problems().forEach(session.errors()::diagnostic);
        if (!script.problems().isEmpty()) {
            return 1;
        }
        session.output().print(ScriptFormatter.format(script));
        return 0;
    }
}
