package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.cli.catalog.Census;
import dev.rawtap.cli.catalog.ClassicTracepoints;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.cli.catalog.ProbeKind;
import dev.rawtap.cli.catalog.ProbeName;
import dev.rawtap.cli.catalog.ProbePattern;
import dev.rawtap.cli.describe.AllowedHelpers;
import dev.rawtap.cli.describe.ClassicDescription;
import dev.rawtap.cli.describe.Description;
import dev.rawtap.cli.describe.HelperSummary;
import dev.rawtap.cli.describe.RawTracepointDescription;
import dev.rawtap.cli.describe.RawTracepointDescription.Counterpart;
import dev.rawtap.cli.describe.SyscallDescription;
import dev.rawtap.contract.Engine;
import dev.rawtap.isa.Helper;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Syscall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JsonGenerator;

/** {@code rawtap describe NAME}: all about one raw tracepoint, classic tracepoint or system call. */
final class DescribeCommand implements Command {
    private static final List<String> SYSCALL_PREFIXES = List.of("sys_enter_", "sys_exit_");

    private final Function<Target, ProbeCatalog> openCatalog;

    DescribeCommand() {
        this(ProbeCatalog::of);
    }

    /** For a machine that a test has laid out. */
    DescribeCommand(Function<Target, ProbeCatalog> openCatalog) {
        this.openCatalog = openCatalog;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("describe");
        spec.usageMessage()
                .description("Describe a raw tracepoint, a classic tracepoint or a system call.")
                .customSynopsis("rawtap describe [OPTIONS] NAME")
                .footer(
                        "",
                        "A bare NAME is a raw tracepoint, else a system call, else a classic tracepoint.",
                        "",
                        "Examples:",
                        "  rawtap describe kmalloc",
                        "  rawtap describe syscall:unlinkat",
                        "  rawtap describe tracepoint:sched:sched_switch");
        return spec.addOption(Options.flag("Show whole structs and all helpers.", "-v", "--verbose"))
                .addOption(Options.btf())
                .addOption(Options.flag("Print one JSON object.", "--json"))
                .addPositional(Options.operand("NAME", "What to describe, as list prints it."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        ProbePattern pattern = ProbePattern.parse(arguments.matchedPositionalValue(0, ""));
        if (!pattern.isOneName()) {
            throw new InvalidInputException(
                    "'" + pattern.text() + "' may be more than one name",
                    "see them by: rawtap list '" + pattern.text() + "'");
        }
        boolean verbose = arguments.matchedOptionValue("-v", false);
        try (Engine engine = session.engine().get();
                ProbeCatalog catalog = openCatalog.apply(engine.target())) {
            Description description = describe(pattern, verbose, engine, catalog);
            if (arguments.matchedOptionValue("--json", false)) {
                try (JsonGenerator json = JsonLines.to(session.output())) {
                    description.writeTo(json);
                }
                session.output().print("\n");
            } else {
                session.output().print(description.text(verbose));
            }
        }
        return 0;
    }

    /** Each kind is looked for by its own fast way; nothing is listed to find one name. */
    private static Description describe(ProbePattern pattern, boolean verbose, Engine engine, ProbeCatalog catalog) {
        Optional<RawTracepoint> raw = raw(pattern, catalog);
        if (raw.isPresent()) {
            return raw(raw.get(), pattern, verbose, engine, catalog);
        }
        Optional<Syscall> call = syscall(pattern, catalog);
        if (call.isPresent()) {
            return new SyscallDescription(call.get());
        }
        Optional<ProbeName> classic = classic(pattern, catalog);
        if (classic.isPresent()) {
            return new ClassicDescription(
                    classic.get(), catalog.classic().fields(classic.get()), instead(classic.get(), catalog));
        }
        List<RawtapException> absences = catalog.absences(pattern);
        if (!absences.isEmpty() && pattern.kind().isPresent()) {
            throw absences.getFirst();
        }
        throw Unknown.probe(pattern, catalog);
    }

    private static Optional<RawTracepoint> raw(ProbePattern pattern, ProbeCatalog catalog) {
        if (!pattern.admits(ProbeKind.RAW_TRACEPOINT)) {
            return Optional.empty();
        }
        if (pattern.group().isPresent()) {
            return catalog.rawTracepoint(
                    new ProbeName(ProbeKind.RAW_TRACEPOINT, pattern.group().get(), pattern.name()));
        }
        Optional<RawTracepoint> own = catalog.rawTracepoint(ProbeName.rawTracepoint(pattern.name()));
        return own.isPresent()
                ? own
                : catalog.target().modules().stream()
                        .flatMap(
                                module -> catalog
                                        .rawTracepoint(
                                                new ProbeName(ProbeKind.RAW_TRACEPOINT, module.name(), pattern.name()))
                                        .stream())
                        .findFirst();
    }

    private static Optional<Syscall> syscall(ProbePattern pattern, ProbeCatalog catalog) {
        if (!pattern.admits(ProbeKind.SYSCALL)) {
            return Optional.empty();
        }
        Optional<Syscall> named = catalog.syscallTable().byName(pattern.name());
        return named.isPresent() ? named : catalog.syscallTable().byTracepointName(pattern.name());
    }

    private static Optional<ProbeName> classic(ProbePattern pattern, ProbeCatalog catalog) {
        return pattern.admits(ProbeKind.TRACEPOINT)
                ? catalog.classic().names().stream().filter(pattern::matches).findFirst()
                : Optional.empty();
    }

    private static Description raw(
            RawTracepoint told, ProbePattern pattern, boolean verbose, Engine engine, ProbeCatalog catalog) {
        RawTracepoint known = engine instanceof KernelEngine kernel ? withAnswers(told, kernel) : told;
        return new RawTracepointDescription(
                told,
                known,
                counterpart(told, catalog.classic()),
                new HelperSummary(engine.target().version(), verbose ? helpers(told, engine) : Optional.empty()),
                syscall(pattern, catalog)
                        .map(call -> List.of(ProbeName.syscall(call.name())))
                        .orElse(List.of()));
    }

    /** The verifier is asked only where this process may load programs. */
    private static RawTracepoint withAnswers(RawTracepoint told, KernelEngine kernel) {
        try {
            return kernel.describe(told.name())
                    .filter(known -> known.module().equals(told.module()))
                    .orElse(told);
        } catch (RawtapException notPermitted) {
            return told;
        }
    }

    private static Counterpart counterpart(RawTracepoint raw, ClassicTracepoints classic) {
        Optional<RawtapException> absence = classic.absence();
        if (absence.isPresent()) {
            return new Counterpart.Hidden(String.valueOf(absence.get().getMessage()));
        }
        Optional<ProbeName> name = classic.named(raw.name());
        return name.isPresent() ? new Counterpart.Found(name.get()) : new Counterpart.None();
    }

    private static Optional<Map<String, List<Helper>>> helpers(RawTracepoint told, Engine engine) {
        Map<String, AttachPoint> points = new LinkedHashMap<>();
        points.put("raw_tp", new AttachPoint.RawTracepoint(Optional.of(told.name()), false, false));
        points.put("tp_btf", new AttachPoint.BtfTracepoint(told.module(), Optional.of(told.name()), false));
        Map<String, List<Helper>> answers = new LinkedHashMap<>();
        points.forEach((type, point) ->
                AllowedHelpers.ask(engine, point).ifPresent(allowed -> answers.put(type, new ArrayList<>(allowed))));
        return answers.isEmpty() ? Optional.empty() : Optional.of(answers);
    }

    /** What has the same events: the system call of a {@code syscalls} tracepoint, else the raw one of its name. */
    private static Optional<ProbeName> instead(ProbeName classic, ProbeCatalog catalog) {
        if (classic.group().equals(Census.SYSCALLS)) {
            for (String prefix : SYSCALL_PREFIXES) {
                if (classic.name().startsWith(prefix)) {
                    return catalog.syscallTable()
                            .byTracepointName(classic.name().substring(prefix.length()))
                            .map(call -> ProbeName.syscall(call.name()));
                }
            }
        }
        ProbeName raw = ProbeName.rawTracepoint(classic.name());
        return catalog.rawTracepoint(raw).map(found -> raw);
    }
}
