package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Program;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedFunction;
import dev.rawtap.script.typed.TypedProbe;
import dev.rawtap.script.typed.TypedScript;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From the tree of a script to its typed tree.
 *
 * {@snippet :
 * AnalysisResult result = Analysis.analyze(program, AnalysisOptions.of(target, Machine.NONE));
 * result.diagnostics().forEach(problem -> System.err.print(problem.render()));
 * }
 */
public final class Analysis {
    /** Types widen at most a few times each; scripts that pass them on in long chains against their order need more rounds. */
    private static final int MAX_ROUNDS = 100;

    private final AnalysisOptions options;
    private final Problems told;
    private final Knowledge knowledge;
    private final List<AttachedProbe> probes;
    /** Probes of which no attach point means anything, which was told: their bodies may have mistakes of their own. */
    private final List<Definition.Probe> unknown;

    private final List<Expansion> roots;

    private Analysis(Program program, AnalysisOptions options) {
        this.options = options;
        this.told = new Problems();
        DefinitionReader reader = DefinitionReader.read(program, options, told);
        Settings settings = ConfigReader.read(reader.config(), options.environment(), options.target(), told);
        this.knowledge = new Knowledge(options, settings, reader.definitions(), reader.damage());
        reader.declareMaps(knowledge, told);
        var expansion = new ProbeExpansion(
                options,
                settings.config(),
                told,
                new EventCatalog(options.target(), options.machine()),
                point -> knowledge.isHidden(point.text()));
        this.probes = expansion.expand(reader.probes()).stream()
                .filter(this::isWanted)
                .toList();
        this.unknown = expansion.unknown();
        this.roots = probes.stream().map(_ -> Expansion.root()).toList();
    }

    /** Whether a probe counts: tests and benches only when asked for. */
    private boolean isWanted(AttachedProbe probe) {
        return switch (probe.kind()) {
            case ProbeKind.Test _ -> options.mode() == AnalysisOptions.Mode.TEST;
            case ProbeKind.Bench _ -> options.mode() == AnalysisOptions.Mode.BENCH;
            default -> true;
        };
    }

    /**
     * Analyzes a script.
     *
     * @return its typed tree, or everything that is wrong with it
     */
    public static AnalysisResult analyze(Program program, AnalysisOptions options) {
        try {
            return new Analysis(program, options).run();
        } catch (StackOverflowError tooDeep) {
            return new AnalysisResult(
                    Optional.empty(),
                    List.of(),
                    List.of(new Diagnostic(
                            Severity.ERROR,
                            "too-deep",
                            program.source().span(0, 0),
                            "script is nested too deeply",
                            List.of("take it apart"))));
        }
    }

    private AnalysisResult run() {
        Round round = round();
        boolean settled = false;
        for (int i = 0; i < MAX_ROUNDS; i++) {
            if (knowledge.takeChanged()) {
                round = round();
            } else if (!settled && !round.problems.hasErrors() && !knowledge.isDamaged()) {
                settled = true;
                settle();
            } else {
                break;
            }
        }
        var constants = knowledge.definitions().defines().values();
        round.problems.all().forEach(problem -> told.add(DefineReader.placed(problem, constants)));
        round.bodies().forEach(body -> TextLimit.check(body, knowledge.config().maxStrlen(), told));
        MapDeclarations.check(knowledge, told);
        NamedOption.unexpected(options.named(), knowledge.namedOptions()).ifPresent(told::add);
        return new AnalysisResult(
                told.hasErrors() ? Optional.empty() : Optional.of(round.script(knowledge)),
                knowledge.namedOptions(),
                told.all());
    }

    /** Maps of which nobody says what they hold read as 0; what they hold may be what is wrong. */
    private void settle() {
        for (MapState map : knowledge.maps()) {
            if (map.value().isOpen() && map.keyed() != null) {
                map.value().widen(Join.Ints.literal(0));
            }
        }
    }

    /** What a round gave. */
    private static final class Round {
        private final Problems problems = new Problems();
        private final List<TypedProbe> probes = new ArrayList<>();
        private final List<TypedFunction> functions = new ArrayList<>();

        Stream<TypedStatement> bodies() {
            return Stream.concat(
                    probes.stream().map(TypedProbe::body), functions.stream().map(TypedFunction::body));
        }

        TypedScript script(Knowledge knowledge) {
            List<ScriptMap> maps = new ArrayList<>();
            for (MapState map : knowledge.maps()) {
                if (!map.value().isOpen()) {
                    maps.add(knowledge.scriptMap(map));
                }
            }
            return new TypedScript(probes, functions, maps, knowledge.config());
        }
    }

    private Round round() {
        knowledge.beginRound();
        var round = new Round();
        for (FunctionState function : knowledge.definitions().functions().values()) {
            round.functions.add(FunctionBodies.elaborate(function, knowledge, round.problems));
        }
        for (int i = 0; i < probes.size(); i++) {
            AttachedProbe attached = probes.get(i);
            TypedStatement.Block block = block(attached.probe(), Body.of(attached, roots.get(i)), round.problems);
            if (attached.kind() instanceof ProbeKind.Iterator iterator && iterator.isPinned()) {
                PinnedIterators.check(block, round.problems);
            }
            round.probes.add(
                    new TypedProbe(attached.name(), attached.kind(), block, process(attached.kind()), attached.at()));
        }
        for (Definition.Probe probe : unknown) {
            String name = probe.attachPoints().getFirst().text();
            block(probe, Body.unknown(name), round.problems);
        }
        return round;
    }

    private TypedStatement.Block block(Definition.Probe probe, Body body, Problems problems) {
        var elaborator = new Elaborator(knowledge, problems, body);
        TypedStatement.Block block = probe.predicate() == null
                ? elaborator.block(probe.body())
                : guarded(elaborator, probe, probe.predicate());
        elaborator.variables().warnOfUnassigned();
        return block;
    }

    /** The process whose events alone count: only where events come from processes. */
    private int process(ProbeKind kind) {
        return switch (kind) {
            case ProbeKind.Begin _,
                    ProbeKind.End _,
                    ProbeKind.SelfSignal _,
                    ProbeKind.Test _,
                    ProbeKind.Bench _,
                    ProbeKind.Interval _,
                    ProbeKind.Iterator _ -> 0;
            case ProbeKind.Profile _,
                    ProbeKind.Software _,
                    ProbeKind.Hardware _,
                    ProbeKind.RawTracepointEvent _,
                    ProbeKind.SyscallEnter _,
                    ProbeKind.SyscallExit _,
                    ProbeKind.SyscallCall _,
                    ProbeKind.Tracepoint _ -> options.process();
        };
    }

    private static TypedStatement.Block guarded(Elaborator elaborator, Definition.Probe probe, Expression predicate) {
        var choice = new Expression.If(Spans.predicate(predicate.span()), predicate, probe.body(), null);
        return new TypedStatement.Block(
                elaborator.choices().statements(choice), probe.body().span());
    }
}
