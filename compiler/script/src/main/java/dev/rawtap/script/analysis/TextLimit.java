package dev.rawtap.script.analysis;

import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import dev.rawtap.script.typed.TypedWalk;
import java.nio.charset.StandardCharsets;

/** Refuses text that is longer than {@code max_strlen} allows. What the compiler made of literals counts, not the literals. */
final class TextLimit {
    private TextLimit() {}

    static void check(TypedStatement body, int most, Problems problems) {
        TypedWalk.expressions(body).forEach(expression -> {
            if (expression instanceof TypedExpression.TextConstant(byte[] bytes, ScriptType.Text type, var at)
                    && !type.fills()
                    && bytes.length >= most) {
                problems.error(
                        "bad-value",
                        at,
                        "String is too long (over %d bytes): %s"
                                .formatted(most, new String(bytes, StandardCharsets.UTF_8)),
                        "allow more with the setting max_strlen");
            }
        });
    }
}
