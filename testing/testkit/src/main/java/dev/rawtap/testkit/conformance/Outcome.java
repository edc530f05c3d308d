package dev.rawtap.testkit.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a case expects of a run.
 *
 * @param text standard output of the text run; absent when the script is refused or text is not compared
 * @param json standard output of the JSON run; the same
 * @param errors standard error of the text run
 * @param refusal standard error when the script is refused
 * @param exit the exit status
 */
public record Outcome(
        Optional<Pattern> text, Optional<Pattern> json, Pattern errors, Optional<Pattern> refusal, int exit) {
    /** What is on standard error when nothing is wrong. */
    static final String ATTACHED = "Attached 1 probe\n";

    private static final String ATTACHED_JSON =
            "{\"type\": \"attached_probes\", \"count\": 1, \"data\": {\"probes\": 1}}\n";
    /** A colour may come first, as it is printed or as it is written in a section. */
    private static final java.util.regex.Pattern DIAGNOSTIC =
            java.util.regex.Pattern.compile("(?:(?:\033|\\{\\{byte 1b}})\\[[0-9]+m)?(\\S+ )?(ERROR|WARNING): .*");

    /** A refusal has no output. */
    public Outcome {
        if (refusal.isPresent() && (text.isPresent() || json.isPresent())) {
            throw new IllegalArgumentException(
                    "a refused script has no output: '-- refuse' beside '-- text' or '-- json'");
        }
    }

    /** How a run differs from this, one text per stream; none when it does not. */
    public List<String> differences(Format format, Actual actual) {
        return refusal.isPresent() ? refused(refusal.get(), actual) : ran(format, actual);
    }

    private List<String> refused(Pattern expected, Actual actual) {
        var found = new ArrayList<String>();
        byte[] first = firstDiagnostic(actual.errors());
        firstDiagnostic(expected).difference("standard error", first).ifPresent(found::add);
        new Pattern("").difference("standard output", actual.output()).ifPresent(found::add);
        status(actual).ifPresent(found::add);
        return found;
    }

    private List<String> ran(Format format, Actual actual) {
        var found = new ArrayList<String>();
        if (format == Format.TEXT) {
            text.flatMap(expected -> expected.difference("standard output", actual.output()))
                    .ifPresent(found::add);
            errors.difference("standard error", actual.errors()).ifPresent(found::add);
        } else {
            json.flatMap(expected -> expected.difference("standard output", withoutAttached(actual.output())))
                    .ifPresent(found::add);
        }
        status(actual).ifPresent(found::add);
        return found;
    }

    private Optional<String> status(Actual actual) {
        return actual.exit() == exit
                ? Optional.empty()
                : Optional.of("exit status is %d, expected %d".formatted(actual.exit(), exit));
    }

    private static byte[] withoutAttached(byte[] output) {
        String text = new String(output, StandardCharsets.ISO_8859_1);
        return text.startsWith(ATTACHED_JSON)
                ? text.substring(ATTACHED_JSON.length()).getBytes(StandardCharsets.ISO_8859_1)
                : output;
    }

    private static Pattern firstDiagnostic(Pattern expected) {
        return new Pattern(firstDiagnostic(expected.body()));
    }

    private static byte[] firstDiagnostic(byte[] errors) {
        return firstDiagnostic(new String(errors, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The line with the place and the message; all of it when no line is a diagnostic. */
    private static String firstDiagnostic(String errors) {
        return errors.lines()
                .filter(line -> DIAGNOSTIC.matcher(line).matches())
                .findFirst()
                .map(line -> line + "\n")
                .orElse(errors);
    }
}
