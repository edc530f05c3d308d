package dev.rawtap.cli;

import dev.rawtap.base.RawtapException;
import dev.rawtap.cli.catalog.Census;
import dev.rawtap.cli.catalog.ProbeArgument;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.cli.catalog.ProbeKind;
import dev.rawtap.cli.catalog.ProbeName;
import dev.rawtap.cli.catalog.ProbePattern;
import dev.rawtap.contract.Engine;
import dev.rawtap.object.Target;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JsonGenerator;

/** {@code rawtap list [GLOB]}: names of what can be traced. */
final class ListCommand implements Command {
    private final Function<Target, ProbeCatalog> openCatalog;

    ListCommand() {
        this(ProbeCatalog::of);
    }

    /** For a machine that a test has laid out. */
    ListCommand(Function<Target, ProbeCatalog> openCatalog) {
        this.openCatalog = openCatalog;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("list");
        spec.usageMessage()
                .description("List raw tracepoints, classic tracepoints and system calls.")
                .customSynopsis("rawtap list [OPTIONS] [GLOB]")
                .footer(
                        "",
                        "GLOB is KIND:NAME, KIND:GROUP:NAME or NAME, with * and ?; without one, everything is listed.",
                        "Kinds: rawtracepoint (rt), tracepoint (t), syscall (s). The group is a module or a category,",
                        "or whose system calls: s:i386:*, on arm64 s:arm:*.",
                        "",
                        "Examples:",
                        "  rawtap list 'rt:sched_*' -v",
                        "  rawtap list '*rename*'",
                        "  rawtap list --summary");
        return spec.addOption(Options.flag("Show typed arguments below each name.", "-v", "--verbose"))
                .addOption(Options.btf())
                .addOption(Options.flag("Print one JSON object a line, with arguments.", "--json"))
                .addOption(Options.flag("Count by subsystem, and explain the numbers.", "--summary"))
                .addPositional(Options.optionalOperand("GLOB", "Which names."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        ProbePattern pattern = ProbePattern.parse(arguments.matchedPositionalValue(0, ProbePattern.ALL.text()));
        boolean json = arguments.matchedOptionValue("--json", false);
        boolean summary = arguments.matchedOptionValue("--summary", false);
        try (Engine engine = session.engine().get();
                ProbeCatalog catalog = openCatalog.apply(engine.target())) {
            List<ProbeName> names = catalog.matching(pattern);
            requireSome(names, pattern, catalog);
            noteAbsences(pattern, catalog, session);
            if (summary) {
                Summary report = new Summary(Census.of(catalog, names), names, pattern, catalog);
                if (json) {
                    printJson(report::writeTo, session);
                } else {
                    session.output().print(report.text());
                }
            } else if (json) {
                printJson(generator -> names.forEach(name -> write(name, catalog, generator)), session);
            } else {
                print(names, arguments.matchedOptionValue("-v", false), catalog, session.output());
            }
        }
        return 0;
    }

    /** What cannot be seen is the reason where nothing else could have matched; else the name is wrong. */
    private static void requireSome(List<ProbeName> names, ProbePattern pattern, ProbeCatalog catalog) {
        if (!names.isEmpty()) {
            return;
        }
        List<RawtapException> absences = catalog.absences(pattern);
        if (!absences.isEmpty()
                && (pattern.asksOnlyFor(ProbeKind.TRACEPOINT) || pattern.asksOnlyFor(ProbeKind.RAW_TRACEPOINT))) {
            throw absences.getFirst();
        }
        throw Unknown.probe(pattern, catalog);
    }

    private static void noteAbsences(ProbePattern pattern, ProbeCatalog catalog, Session session) {
        for (RawtapException absence : catalog.absences(pattern)) {
            session.errors()
                    .note(absence.getMessage()
                            + absence.hint().map(hint -> " (" + hint + ")").orElse(""));
        }
    }

    private static void print(List<ProbeName> names, boolean verbose, ProbeCatalog catalog, Output output) {
        for (ProbeName name : names) {
            output.line(name.text());
            if (verbose) {
                for (ProbeArgument argument : catalog.arguments(name)) {
                    output.line("    ".concat(argument.declaration()));
                }
            }
        }
    }

    /** What a command writes as JSON. */
    private interface JsonBody {
        void writeTo(JsonGenerator json);
    }

    private static void printJson(JsonBody body, Session session) {
        try (JsonGenerator json = JsonLines.to(session.output())) {
            body.writeTo(json);
        }
        session.output().print("\n");
    }

    private static void write(ProbeName name, ProbeCatalog catalog, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("probe", name.text());
        json.writeStringProperty("kind", name.kind().text());
        if (!name.group().isEmpty()) {
            String group = switch (name.kind()) {
                case RAW_TRACEPOINT -> "module";
                case TRACEPOINT -> "category";
                case SYSCALL -> "architecture";
            };
            json.writeStringProperty(group, name.group());
        }
        json.writeStringProperty("name", name.name());
        json.writeArrayPropertyStart("arguments");
        for (ProbeArgument argument : catalog.arguments(name)) {
            json.writeStartObject();
            json.writeStringProperty("name", argument.name());
            json.writeStringProperty("type", argument.type());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
