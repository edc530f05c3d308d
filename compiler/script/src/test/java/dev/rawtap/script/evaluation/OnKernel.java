package dev.rawtap.script.evaluation;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.base.SourceText;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.script.ScriptCompiler;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.Machine;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.script.output.Buffering;
import dev.rawtap.script.output.Sink;
import dev.rawtap.script.output.TextOutput;
import dev.rawtap.script.run.ScriptRun;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;

/** Scripts compiled, loaded and run on this machine's kernel; one engine for all of them. */
final class OnKernel implements AutoCloseable {
    private final KernelEngine engine = KernelEngine.open();
    private final LoweringOptions lowering;

    OnKernel() {
        LoweringOptions usual = LoweringOptions.DEFAULT;
        lowering = new LoweringOptions(
                usual.warnings(),
                usual.childPid(),
                usual.startNanoseconds(),
                usual.namespaceDevice(),
                usual.namespaceInode(),
                usual.describe(),
                engine.host().possibleCpus());
    }

    /** Compiles; the diagnostics say what became of it. */
    ScriptCompiler.Compilation compile(String script) {
        return ScriptCompiler.compile(
                new SourceText("generated", script), AnalysisOptions.of(engine.target(), Machine.NONE), lowering);
    }

    /** What a script prints on standard output; the errors where it does not compile. */
    String run(String script) {
        ScriptCompiler.Compilation compilation = compile(script);
        if (compilation.script().isEmpty()) {
            return compilation.diagnostics().stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .map(Diagnostic::renderScript)
                    .collect(Collectors.joining());
        }
        var results = new ByteArrayOutputStream();
        var output = new TextOutput(
                new Sink(results, Buffering.FULL),
                new Sink(new ByteArrayOutputStream(), Buffering.FULL),
                ZoneOffset.UTC,
                Set.of());
        try (var run = new ScriptRun(engine, compilation.script().get(), output, ScriptRun.Options.DEFAULT)) {
            run.run();
            run.finish();
        }
        return results.toString(StandardCharsets.UTF_8);
    }

    /** What a script lost, in the order in which it is told. */
    LossLedger losses(String script) {
        ScriptCompiler.Compilation compilation = compile(script);
        var nothing = new Sink(new ByteArrayOutputStream(), Buffering.FULL);
        var output = new TextOutput(nothing, nothing, ZoneOffset.UTC, Set.of());
        try (var run = new ScriptRun(
                engine,
                compilation
                        .script()
                        .orElseThrow(() ->
                                new AssertionError(compilation.diagnostics().toString())),
                output,
                ScriptRun.Options.DEFAULT)) {
            run.run();
            return run.finish();
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
