package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.SourceText;
import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.script.syntax.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the names of {@code #define} stand for: expressions. A replacement that is none names nothing. */
final class DefineReader {
    /**
     * A constant.
     *
     * @param value what its name stands for
     * @param text what that was parsed from, which is none of the user's
     * @param at its definition
     */
    record Constant(Expression value, SourceText text, Span at) {}

    private DefineReader() {}

    static Map<String, Constant> constants(List<Definition.Define> defines) {
        var constants = new HashMap<String, Constant>();
        for (Definition.Define define : defines) {
            constant(define).ifPresent(constant -> constants.put(define.name(), constant));
        }
        return constants;
    }

    private static Optional<Constant> constant(Definition.Define define) {
        String replacement = define.replacement().strip();
        if (replacement.isEmpty()) {
            return Optional.empty();
        }
        var text = new SourceText("#define " + define.name(), "begin { _ = (" + replacement + "); }");
        ParsedScript parsed = ScriptParser.parse(text);
        if (!parsed.problems().isEmpty() || parsed.program().probes().size() != 1) {
            return Optional.empty();
        }
        List<Statement> statements = parsed.program().probes().getFirst().body().statements();
        return statements.size() == 1 && statements.getFirst() instanceof Statement.Discard discard
                ? Optional.of(new Constant(discard.value(), text, define.span()))
                : Optional.empty();
    }

    /** A problem in what a constant stands for, told at its definition. */
    @SuppressWarnings("ReferenceEquality") // texts of constants of one name may be equal
    static Diagnostic placed(Diagnostic problem, Collection<Constant> constants) {
        for (Constant constant : constants) {
            if (problem.at().source() == constant.text) {
                return new Diagnostic(
                        problem.severity(),
                        problem.code(),
                        constant.at,
                        problem.message(),
                        problem.contexts(),
                        problem.hints());
            }
        }
        return problem;
    }
}
