package dev.rawtap.cli;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.Severity;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.btf.c.CPrinter;
import dev.rawtap.cli.catalog.ProbeArgument;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.cli.catalog.ProbeKind;
import dev.rawtap.cli.catalog.ProbeName;
import dev.rawtap.cli.catalog.ProbePattern;
import dev.rawtap.cli.script.ScriptArguments;
import dev.rawtap.contract.Engine;
import dev.rawtap.script.analysis.Analysis;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.AnalysisResult;
import dev.rawtap.script.analysis.PerfEvents;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.script.typed.TypedProbe;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code -l} and {@code -lv}: the probes that a search matches or a script has, by their whole names; with {@code -v}
 * their arguments below, or a struct's definition.
 */
record ScriptListing(ScriptArguments arguments, Session session) {
    private static final List<String> UNITS = List.of("hz", "ms", "s", "us");

    private static final String ITERATOR = "iter:";

    private static final Map<String, String> ALIASES =
            Map.of("p", "profile", "i", "interval", "s", "software", "h", "hardware", "it", "iter");

    int run() {
        try (Engine engine = session.engine().get();
                ProbeCatalog catalog = ProbeCatalog.of(engine.target())) {
            String search = arguments.file().orElse("*");
            boolean file = !search.contains(":") && Files.isRegularFile(session.file(search));
            if (arguments.program().isPresent() || file) {
                return script(engine, catalog);
            }
            for (BtfKind kind : List.of(BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM)) {
                String word = kind.name().toLowerCase(Locale.ROOT) + " ";
                if (search.startsWith(word)) {
                    return type(engine, kind, search.substring(word.length()).strip());
                }
            }
            for (String each : search.split(",", -1)) {
                search(each, engine, catalog);
            }
            return 0;
        }
    }

    private void search(String search, Engine engine, ProbeCatalog catalog) {
        int before = 0;
        String type = search.contains(":") ? search.substring(0, search.indexOf(':')) : "*";
        type = ALIASES.getOrDefault(type, type);
        String whole = search.endsWith(":") ? search + "*" : search;
        for (String pattern : patterns(type, whole)) {
            List<ProbeName> names = catalog.matching(ProbePattern.parse(pattern));
            names.forEach(name -> print(name, catalog));
            before += names.size();
        }
        List<String> others = others().stream()
                .filter(name -> fits(name, search, ALIASES))
                .sorted()
                .toList();
        others.forEach(name -> print(name, engine));
        if (before + others.size() == 0) {
            session.errors()
                    .text(
                            "HINT: nothing matches '%s'; kinds: rawtracepoint, tracepoint, syscall, software, hardware, interval, profile, iter\n"
                                    .formatted(search));
        }
    }

    /** The pattern itself, or what it is for each kind that its first part stands for. */
    private static List<String> patterns(String type, String search) {
        if (isKind(type)) {
            return List.of(search);
        }
        return ProbeKind.names().stream()
                .filter(kind -> ProbePattern.glob(type, kind))
                .map(kind -> kind + search.substring(search.indexOf(':')))
                .toList();
    }

    private static boolean isKind(String type) {
        return type.equals("*") || ProbeKind.of(type).isPresent();
    }

    private static boolean fits(String name, String search, Map<String, String> aliases) {
        int colon = search.indexOf(':');
        String whole = colon < 0
                ? "*:" + search
                : aliases.getOrDefault(search.substring(0, colon), search.substring(0, colon))
                        + search.substring(colon);
        return ProbePattern.glob(whole, name) || ProbePattern.glob(whole + ":", name);
    }

    /** Probes that every machine has. */
    private static List<String> others() {
        var names = new ArrayList<String>();
        PerfEvents.names(true).forEach(event -> names.add("software:" + event + ":"));
        PerfEvents.names(false).forEach(event -> names.add("hardware:" + event + ":"));
        UNITS.forEach(unit -> names.add("interval:" + unit + ":"));
        UNITS.forEach(unit -> names.add("profile:" + unit + ":"));
        names.addAll(List.of(ITERATOR + "task", ITERATOR + "task_file", ITERATOR + "task_vma", "self:signal:SIGUSR1"));
        return names;
    }

    private void print(ProbeName name, ProbeCatalog catalog) {
        Output output = session.output();
        output.line(full(name));
        if (arguments.has("verbose")) {
            for (ProbeArgument argument : catalog.arguments(name)) {
                output.line("    " + declaration(argument));
            }
        }
    }

    /** One of {@link #others}: iterators have fields. */
    private void print(String name, Engine engine) {
        session.output().line(name);
        Optional<Btf> btf = engine.target().btf();
        if (arguments.has("verbose") && name.startsWith(ITERATOR) && btf.isPresent()) {
            fields(btf.get(), "bpf_iter__" + name.substring(ITERATOR.length()))
                    .forEach(field -> session.output().line("    " + field));
        }
    }

    /** What an iterator's context holds, but for what is the kernel's own. */
    private static List<String> fields(Btf btf, String context) {
        OptionalInt id = btf.find(BtfKind.STRUCT, context);
        if (id.isEmpty() || !(btf.type(id.getAsInt()) instanceof BtfType.Struct struct)) {
            return List.of();
        }
        var fields = new ArrayList<String>();
        for (BtfType.Member outer : struct.members()) {
            // Pointers are wrapped into anonymous unions, so that they have 64 bits everywhere.
            BtfType.Member member = btf.type(outer.type()) instanceof BtfType.Union union
                    ? union.members().getFirst()
                    : outer;
            if (!member.name().equals("meta")) {
                fields.add(declaration(
                        new ProbeArgument(member.name(), CNames.declare(btf, member.type(), ""), member.name())));
            }
        }
        return fields;
    }

    /** As bpftrace writes it: with a blank behind the star of a pointer. */
    private static String declaration(ProbeArgument argument) {
        return argument.declaration().endsWith("]")
                ? argument.declaration()
                : argument.type().replace("*const", "* const").strip() + " " + argument.name();
    }

    private static String full(ProbeName name) {
        return name.group().isEmpty()
                ? name.kind().text() + ":" + name.name()
                : name.kind().text() + ":" + name.group() + ":" + name.name();
    }

    private int script(Engine engine, ProbeCatalog catalog) {
        ParsedScript parsed = ScriptParser.parse(ScriptSource.of(arguments, session));
        List<Diagnostic> problems = new ArrayList<>(parsed.problems());
        Set<String> names = new LinkedHashSet<>();
        if (problems.isEmpty()) {
            try (var machine = new HostMachine(engine)) {
                AnalysisResult result = Analysis.analyze(
                        parsed.program(),
                        AnalysisOptions.of(engine.target(), machine)
                                .withParameters(arguments.positional(), arguments.named())
                                .withEnvironment(session.environment())
                                .withFiles(new ScriptImports(session.folder(), arguments.folders()))
                                .withHeaders(arguments.headers())
                                .withUnsafe(true));
                problems.addAll(result.diagnostics());
                result.script()
                        .ifPresent(script ->
                                script.probes().stream().map(TypedProbe::name).forEach(names::add));
            }
        }
        problems.forEach(session.errors()::diagnostic);
        // begin, end and their like have no event to list.
        List<String> events = names.stream().filter(name -> name.contains(":")).toList();
        for (String event : events) {
            if (isKind(event.substring(0, event.indexOf(':')))) {
                catalog.matching(ProbePattern.parse(event)).forEach(name -> print(name, catalog));
            } else {
                session.output().line(event);
            }
        }
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR) ? 1 : 0;
    }

    /** Types by name; with {@code -v} their definitions. */
    private int type(Engine engine, BtfKind kind, String search) {
        if (engine.target().btf().isEmpty()) {
            return 0;
        }
        Btf btf = engine.target().btf().get();
        Map<String, Integer> found = new TreeMap<>();
        Set<String> all = new TreeSet<>();
        btf.ids(kind).forEach(id -> {
            String name = btf.nameOf(id);
            all.add(name);
            if (!name.isEmpty() && ProbePattern.glob(search, name)) {
                found.putIfAbsent(name, id);
            }
        });
        String word = kind.name().toLowerCase(Locale.ROOT) + " ";
        found.forEach((name, id) -> session.output()
                .line(arguments.has("verbose") ? btf.name() + ": " + CPrinter.definition(btf, id) : word + name));
        if (found.isEmpty()) {
            List<String> near = NearestNames.of(search, all, 3);
            session.errors()
                    .hint("nothing matches '%s%s'".formatted(word, search)
                            + (near.isEmpty() ? "" : "; nearest: " + String.join(", ", near)));
        }
        return 0;
    }
}
