package dev.rawtap.bench.code;

import dev.rawtap.base.SourceText;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.script.ScriptCompiler;
import dev.rawtap.script.ScriptCompiler.Compilation;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.Machine;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.script.program.CompiledScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Our own: the script, compiled for the running kernel.
 *
 * @param engine its target is what is compiled for
 * @param folder holds the scripts
 */
record ScriptCode(KernelEngine engine, Path folder) implements Producer {
    @Override
    public String name() {
        return "rawtap";
    }

    /** What the reference's script becomes. */
    ObjectSpec object(Reference reference) {
        Path file = folder.resolve(reference.file() + ".bt");
        Compilation compilation = ScriptCompiler.compile(
                new SourceText(file.toString(), read(file)),
                AnalysisOptions.of(engine.target(), Machine.NONE),
                lowering());
        return compilation
                .script()
                .map(CompiledScript::object)
                .orElseThrow(() -> new IllegalStateException(file + ": " + compilation.diagnostics()));
    }

    /** As the command line has them, or other code would be measured than what users run. */
    private LoweringOptions lowering() {
        return LoweringOptions.of(
                engine.host(), tracepoint -> engine.describe(tracepoint.name()).orElse(tracepoint));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("no script " + file, e);
        }
    }

    @Override
    public Attached attach(Reference reference) {
        return new LoadedCode(engine, object(reference), _ -> true);
    }
}
