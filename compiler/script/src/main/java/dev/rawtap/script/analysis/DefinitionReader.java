package dev.rawtap.script.analysis;

import dev.rawtap.base.SourceText;
import dev.rawtap.base.Span;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.c.CDeclarations;
import dev.rawtap.script.syntax.Damage;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.Program;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.script.typed.ScriptMap.Declared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what the tops of a script and its imports define. */
final class DefinitionReader {
    static final Map<String, Declared> MAP_KINDS = Map.of(
            "hash",
            Declared.HASH,
            "lruhash",
            Declared.LRU_HASH,
            "percpuhash",
            Declared.PERCPU_HASH,
            "percpulruhash",
            Declared.PERCPU_LRU_HASH);

    private static final Set<String> HEADER_FOLDERS = Set.of(
            "linux",
            "asm",
            "asm-generic",
            "net",
            "netinet",
            "arpa",
            "uapi",
            "sys",
            "bpf",
            "trace",
            "kvm",
            "sound",
            "scsi",
            "rdma",
            "drm",
            "crypto",
            "media",
            "video",
            "xen",
            "acpi",
            "target",
            "keys",
            "misc",
            "ras",
            "soc",
            "vdso",
            "block",
            "fs",
            "bits");

    private final AnalysisOptions options;
    private final Problems problems;
    private final List<Definition.TypeDefinition> types = new ArrayList<>();
    private final List<Definition.Define> defines = new ArrayList<>();
    private final Set<String> functionDefines = new HashSet<>();
    private final List<Definition.Probe> probes = new ArrayList<>();
    private final List<Definition.MapDeclaration> maps = new ArrayList<>();
    private final Map<String, List<Definition.Macro>> macros = new HashMap<>();
    private final Map<String, FunctionState> functions = new LinkedHashMap<>();
    private final Set<String> imported = new HashSet<>();
    private Optional<Damage> damage = Optional.empty();
    private Definition.@Nullable Config config;
    private @Nullable Definitions definitions;

    private DefinitionReader(AnalysisOptions options, Problems problems) {
        this.options = options;
        this.problems = problems;
    }

    static DefinitionReader read(Program program, AnalysisOptions options, Problems problems) {
        var reader = new DefinitionReader(options, problems);
        options.headers()
                .forEach(header ->
                        reader.header(header, Span.NOWHERE, program.source().name(), true));
        reader.collect(program, program.source().name(), true);
        reader.definitions = reader.build();
        return reader;
    }

    Definitions definitions() {
        if (definitions == null) {
            throw new IllegalStateException("not built");
        }
        return definitions;
    }

    Definition.@Nullable Config config() {
        return config;
    }

    List<Definition.Probe> probes() {
        return probes;
    }

    /** What of the script and its imports could not be read. */
    Optional<Damage> damage() {
        return damage;
    }

    private void collect(Program program, String from, boolean main) {
        damage = damage.flatMap(here -> program.damage().map(here::and).or(() -> Optional.of(here)))
                .or(program::damage);
        for (Definition definition : program.definitions()) {
            switch (definition) {
                case Definition.Include include -> header(include.path(), include.span(), from, !include.angle());
                case Definition.Define define -> defines.add(define);
                case Definition.FunctionDefine define -> functionDefines.add(define.name());
                case Definition.TypeDefinition type -> types.add(type);
                case Definition.Config settings -> {
                    if (main) {
                        config = settings;
                    }
                }
                case Definition.Import wanted -> follow(wanted, from);
                case Definition.MapDeclaration map -> maps.add(map);
                case Definition.Macro macro -> macro(macro);
                case Definition.Subprogram function -> function(function);
                case Definition.Probe probe -> probes.add(probe);
            }
        }
    }

    /**
     * What headers of Linux and the C library define is known from BTF and the constants of Linux; others are read.
     *
     * @param mustBe whether it has to be found although it lies in no folder
     */
    private void header(String path, Span at, String from, boolean mustBe) {
        int slash = path.indexOf('/');
        if (slash > 0 && HEADER_FOLDERS.contains(path.substring(0, slash))) {
            return;
        }
        switch (options.files().find(path, from)) {
            case ScriptFiles.Missing(String message, String hint) -> {
                if (mustBe || slash >= 0) {
                    problems.error("include", at, "'%s' file not found".formatted(path), message + "; " + hint);
                }
            }
            case ScriptFiles.Header header -> read(header);
            case ScriptFiles.Scripts ignored ->
                problems.error(
                        "include",
                        at,
                        "'%s' is a script, not a C header".formatted(path),
                        "write import \"%s\";".formatted(path));
        }
    }

    private void read(ScriptFiles.Header header) {
        if (imported.add(header.path())) {
            ParsedScript parsed =
                    ScriptParser.parse(new SourceText(header.path(), HeaderText.withoutGuard(header.text())));
            parsed.problems().forEach(problems::add);
            collect(parsed.program(), header.path(), false);
        }
    }

    private void follow(Definition.Import wanted, String from) {
        if (wanted.path().startsWith("stdlib")) {
            // The functions of upstream's library are part of the language here.
            return;
        }
        switch (options.files().find(wanted.path(), from)) {
            case ScriptFiles.Missing(String message, String hint) ->
                problems.error("import", wanted.span(), message, hint);
            case ScriptFiles.Header header -> read(header);
            case ScriptFiles.Scripts(List<ScriptFiles.Script> scripts) -> {
                for (ScriptFiles.Script script : scripts) {
                    if (imported.add(script.path())) {
                        script.problems().forEach(problems::add);
                        collect(script.program(), script.path(), false);
                    }
                }
            }
        }
    }

    private void macro(Definition.Macro macro) {
        var names = new HashSet<String>();
        for (Expression parameter : macro.parameters()) {
            String name = Names.nameOf(parameter);
            if (name != null && !names.add(name)) {
                problems.error(
                        "redefined", parameter.span(), "Ident for macro argument has already been used: " + name);
            }
        }
        List<Definition.Macro> same = macros.computeIfAbsent(macro.name(), _ -> new ArrayList<>());
        boolean again = same.stream().anyMatch(other -> kinds(other).equals(kinds(macro)));
        if (again) {
            problems.error(
                    "redefined",
                    new Span(
                            macro.span().source(),
                            macro.span().start(),
                            macro.nameSpan().end()),
                    "Redefinition of macro: " + macro.name());
        } else {
            same.add(macro);
        }
    }

    private static List<Class<?>> kinds(Definition.Macro macro) {
        return macro.parameters().stream().<Class<?>>map(Object::getClass).toList();
    }

    private void function(Definition.Subprogram function) {
        if (functions.containsKey(function.name())
                || Functions.find(function.name()).isPresent()) {
            problems.error("redefined", function.nameSpan(), "Redefinition of function: " + function.name());
            return;
        }
        var names = new HashSet<String>();
        for (Definition.Parameter parameter : function.parameters()) {
            String name = parameter.variable().name();
            if (!names.add(name)) {
                problems.error(
                        "redefined", parameter.span(), "Parameter has already been declared: %s".formatted(name));
            }
        }
        functions.put(function.name(), new FunctionState(function));
    }

    private Definitions build() {
        Optional<Btf> btf = options.target().btf();
        for (Definition.TypeDefinition type : types) {
            String text = CText.complete(type, defines);
            switch (CDeclarations.parse(type.span().source().name(), text, btf.orElse(null))) {
                case CDeclarations.Found(Btf extended, int _) -> btf = Optional.of(extended);
                case CDeclarations.Wrong(var wrong) ->
                    wrong.forEach(problem -> problems.error(
                            "c-type",
                            type.span(),
                            problem.message(),
                            problem.hints().toArray(String[]::new)));
            }
        }
        CText.duplicates(types, problems);
        var constants = new Constants(btf, options.target().architecture());
        return new Definitions(btf, constants, DefineReader.constants(defines), functionDefines, macros, functions);
    }

    /** Notes what {@code let @m = …} says. */
    void declareMaps(Knowledge knowledge, Problems told) {
        for (Definition.MapDeclaration declaration : maps) {
            MapState state = knowledge.map(declaration.map().name());
            Declared kind = MAP_KINDS.get(declaration.kind());
            if (kind == null) {
                told.errorNear(
                        "unknown-type",
                        Spans.upTo(declaration.span(), ';'),
                        "Invalid bpf map type: " + declaration.kind(),
                        declaration.kind(),
                        MAP_KINDS.keySet());
            } else {
                entries(declaration, told)
                        .ifPresent(entries -> state.declare(kind, entries, Spans.upTo(declaration.span(), ';')));
            }
        }
    }

    private Optional<Integer> entries(Definition.MapDeclaration declaration, Problems told) {
        Expression most = declaration.maxEntries();
        Optional<Long> value = switch (most) {
            case Expression.IntegerLiteral literal -> Optional.of(literal.value());
            case Expression.PositionalParameter parameter
            when parameter.number() <= options.positional().size() ->
                NumberText.number(options.positional().get(parameter.number() - 1), parameter.span())
                        .flatMap(Elaborator::constant);
            case null, default -> Optional.empty();
        };
        if (value.isEmpty() || value.get() < 1 || value.get() > Integer.MAX_VALUE) {
            told.error(
                    "bad-value",
                    declaration.span(),
                    "max entries of %s must be a positive number"
                            .formatted(declaration.map().name()),
                    "write let %s = %s(1024)".formatted(declaration.map().name(), declaration.kind()));
            return Optional.empty();
        }
        return Optional.of(value.get().intValue());
    }
}
