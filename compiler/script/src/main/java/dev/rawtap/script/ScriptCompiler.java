package dev.rawtap.script;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.base.SourceText;
import dev.rawtap.codegen.CodeGenerator;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.pass.Passes;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import dev.rawtap.script.analysis.Analysis;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.AnalysisResult;
import dev.rawtap.script.analysis.NamedOption;
import dev.rawtap.script.lower.LoweredScript;
import dev.rawtap.script.lower.Lowering;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.script.typed.TypedScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the text of a script to what an engine can run.
 *
 * <pre>{@code
 * Compilation compilation = ScriptCompiler.compile(new SourceText("stdin", text), analysis, lowering);
 * compilation.diagnostics().forEach(problem -> System.err.print(problem.renderScript()));
 * compilation.script().ifPresent(script -> …);
 * }</pre>
 */
public final class ScriptCompiler {
    private ScriptCompiler() {}

    /** Compiles a script for the target that the options of analysis name. */
    public static Compilation compile(SourceText text, AnalysisOptions analysis, LoweringOptions lowering) {
        ParsedScript parsed = ScriptParser.parse(text);
        return compile(parsed, analysis, lowering);
    }

    /** The same for a script that was parsed already. */
    public static Compilation compile(ParsedScript parsed, AnalysisOptions analysis, LoweringOptions lowering) {
        var problems = new ArrayList<>(parsed.problems());
        AnalysisResult analyzed = Analysis.analyze(parsed.program(), analysis);
        // What could be read is looked at, too; what only may be wrong is not of interest then.
        analyzed.diagnostics().stream()
                .filter(problem -> parsed.problems().isEmpty() || problem.severity() == Severity.ERROR)
                .forEach(problems::add);
        if (analyzed.script().isEmpty() || !parsed.problems().isEmpty()) {
            return new Compilation(
                    parsed, Optional.empty(), Optional.empty(), Optional.empty(), analyzed.options(), problems);
        }
        TypedScript typed = analyzed.script().get();
        LoweredScript lowered = Lowering.lower(typed, analysis.target(), lowering);
        return new Compilation(
                parsed,
                Optional.of(typed),
                Optional.of(lowered),
                Optional.of(generate(typed, lowered, analysis.target())),
                analyzed.options(),
                problems);
    }

    private static CompiledScript generate(TypedScript typed, LoweredScript lowered, Target target) {
        var counters = new ReadCounters(lowered.toldReads());
        Module module = Passes.run(lowered.module(), Passes.Options.DEFAULT.counting(counters));
        var specs = new ArrayList<>(lowered.specs());
        counters.map().ifPresent(specs::add);
        ObjectSpec object =
                CodeGenerator.generate("script", typed.config().license(), module, lowered.attach(), specs, target);
        return new CompiledScript(
                object, lowered.probes(), lowered.maps(), lowered.actions(), typed.config(), counters.places());
    }

    /**
     * What became of a script, with the stages on the way for those who want to see them.
     *
     * @param parsed the tree as written
     * @param typed the tree with types; none where there are errors
     * @param lowered the functions before the passes
     * @param script what can run
     * @param options what the script asks of the command line
     * @param diagnostics errors and warnings
     */
    public record Compilation(
            ParsedScript parsed,
            Optional<TypedScript> typed,
            Optional<LoweredScript> lowered,
            Optional<CompiledScript> script,
            List<NamedOption> options,
            List<Diagnostic> diagnostics) {
        /** Copies the lists. */
        public Compilation {
            options = List.copyOf(options);
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
