package dev.rawtap.cli.doctor;

import dev.rawtap.cli.text.Columns;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * What came out.
 *
 * @param sections checks by heading, in order
 * @param canTrace whether raw tracepoints can be traced here
 */
public record Report(Map<String, List<Check>> sections, boolean canTrace) {
    /** As text: a line for each check, and below it what to do. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int width = sections.values().stream()
                .flatMap(List::stream)
                .mapToInt(check -> check.name().length())
                .max()
                .orElse(0);
        sections.forEach((heading, checks) -> {
            text.append(heading).append('\n');
            for (Check check : checks) {
                String name = check.name() + " ".repeat(width - check.name().length());
                new Columns(2).row(name, padded(check.verdict()), check.value()).appendTo(text);
                if (!check.advice().isEmpty()) {
                    text.append(" ".repeat(width + 4))
                            .append("-> ")
                            .append(check.advice())
                            .append('\n');
                }
            }
            text.append('\n');
        });
        return text.append(verdict()).append('\n').toString();
    }

    private static String padded(Check.Verdict verdict) {
        return verdict.text()
                + " "
                        .repeat(Check.Verdict.MISSING.text().length()
                                - verdict.text().length());
    }

    private String verdict() {
        return canTrace
                ? "raw tracepoints can be traced here"
                : "raw tracepoints cannot be traced here: see what is missing above";
    }

    /** As one JSON object. */
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeBooleanProperty("can_trace", canTrace);
        json.writeObjectPropertyStart("sections");
        sections.forEach((heading, checks) -> {
            json.writeArrayPropertyStart(heading);
            for (Check check : checks) {
                json.writeStartObject();
                json.writeStringProperty("name", check.name());
                json.writeStringProperty("value", check.value());
                if (check.verdict() != Check.Verdict.FACT) {
                    json.writeStringProperty("verdict", check.verdict().text());
                }
                if (!check.advice().isEmpty()) {
                    json.writeStringProperty("advice", check.advice());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        json.writeEndObject();
    }
}
