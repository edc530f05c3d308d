package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Optional;

/** Values of {@code #define}: numbers, texts, other names, in parentheses or not. What is more than that names nothing. */
final class DefineReader {
    private final Constants constants;

    DefineReader(Constants constants) {
        this.constants = constants;
    }

    void define(Definition.Define define) {
        String text = define.replacement().strip();
        while (text.startsWith("(") && text.endsWith(")")) {
            text = text.substring(1, text.length() - 1).strip();
        }
        value(text, define).ifPresent(value -> constants.define(define.name(), value));
    }

    private Optional<TypedExpression> value(String text, Definition.Define define) {
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            return Optional.of(Literals.text(text.substring(1, text.length() - 1), define.span()));
        }
        String digits = text.replaceFirst("[uUlL]+$", "");
        return Parameters.number(digits, define.span()).or(() -> constants.find(text));
    }
}
