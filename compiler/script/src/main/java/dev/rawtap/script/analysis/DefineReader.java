package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.SourceText;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.script.syntax.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the names of {@code #define} stand for: expressions. A replacement that is none names nothing. */
final class DefineReader {
    /** What the name of a text begins with that a replacement is parsed from; the name of the constant follows. */
    private static final String SOURCE = "#define ";

    private DefineReader() {}

    static Map<String, Expression> expressions(List<Definition.Define> defines) {
        var expressions = new HashMap<String, Expression>();
        for (Definition.Define define : defines) {
            expression(define).ifPresent(value -> expressions.put(define.name(), value));
        }
        return expressions;
    }

    private static Optional<Expression> expression(Definition.Define define) {
        String text = define.replacement().strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        ParsedScript parsed =
                ScriptParser.parse(new SourceText(SOURCE + define.name(), "begin { _ = (" + text + "); }"));
        if (!parsed.problems().isEmpty() || parsed.program().probes().size() != 1) {
            return Optional.empty();
        }
        List<Statement> statements = parsed.program().probes().getFirst().body().statements();
        return statements.size() == 1 && statements.getFirst() instanceof Statement.Discard discard
                ? Optional.of(discard.value())
                : Optional.empty();
    }

    /** A problem in a replacement, told at its definition: the text that it was parsed from is none of the user's. */
    static Diagnostic placed(Diagnostic problem, List<Definition.CDefinition> definitions) {
        if (problem.at().isNowhere() || !problem.at().source().name().startsWith(SOURCE)) {
            return problem;
        }
        String name = problem.at().source().name().substring(SOURCE.length());
        return definitions.stream()
                .filter(each -> each instanceof Definition.Define define
                        && define.name().equals(name))
                .findFirst()
                .map(define -> new Diagnostic(
                        problem.severity(),
                        problem.code(),
                        define.span(),
                        problem.message(),
                        problem.contexts(),
                        problem.hints()))
                .orElse(problem);
    }
}
