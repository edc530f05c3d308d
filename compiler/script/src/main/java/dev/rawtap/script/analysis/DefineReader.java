package dev.rawtap.script.analysis;

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
                ScriptParser.parse(new SourceText("#define " + define.name(), "begin { _ = (" + text + "); }"));
        if (!parsed.problems().isEmpty() || parsed.program().probes().size() != 1) {
            return Optional.empty();
        }
        List<Statement> statements = parsed.program().probes().getFirst().body().statements();
        return statements.size() == 1 && statements.getFirst() instanceof Statement.Discard discard
                ? Optional.of(discard.value())
                : Optional.empty();
    }
}
