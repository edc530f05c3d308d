package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.script.typed.TypedScript;
import java.util.List;
import java.util.Optional;

/**
 * What became of a script.
 *
 * @param script its typed tree; none if there is an error
 * @param options what it asks of the command line, in the order of the text
 * @param diagnostics errors, then warnings, each in the order of the text
 */
public record AnalysisResult(Optional<TypedScript> script, List<NamedOption> options, List<Diagnostic> diagnostics) {
    /** Copies the lists. */
    public AnalysisResult {
        options = List.copyOf(options);
        diagnostics = List.copyOf(diagnostics);
    }
}
