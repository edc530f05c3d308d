package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.base.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An option of the command line that a script asks for with {@code getopt}.
 *
 * @param name without dashes
 * @param otherwise what it is when it is not given, as written; {@code false} when the script says nothing
 * @param description what it is for, if the script says so
 */
public record NamedOption(String name, String otherwise, Optional<String> description) {
    private static final String HELP = "help";
    private static final String NONE = "no custom program options defined.";

    /** Whether options are asked for what they are: {@code --help}, unless the script has one of that name. */
    public static boolean asksForHelp(Map<String, ?> given, List<NamedOption> options) {
        return given.containsKey(HELP) && !knows(options, HELP);
    }

    /** What {@code --help} prints behind {@code HINT: }: the option that was written last comes first. */
    public static String help(List<NamedOption> options) {
        return options.isEmpty()
                ? NONE
                : options.reversed().stream()
                        .map(option -> "\n--" + option.name
                                + option.description.map(": "::concat).orElse(""))
                        .collect(Collectors.joining("", "expected program options:", ""));
    }

    /** What to say about options that were given and that nobody asked for. */
    static Optional<Diagnostic> unexpected(Map<String, ?> given, List<NamedOption> options) {
        List<String> wrong = given.keySet().stream()
                .filter(name -> !knows(options, name) && !name.equals(HELP))
                .toList();
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        String hint = options.isEmpty()
                ? NONE
                : "expected program options: "
                        + dashed(options.stream().map(NamedOption::name).toList());
        return Optional.of(new Diagnostic(
                Severity.ERROR,
                "unknown-name",
                Span.NOWHERE,
                "unexpected program command line options: " + dashed(wrong),
                List.of(hint)));
    }

    private static boolean knows(List<NamedOption> options, String name) {
        return options.stream().anyMatch(option -> option.name.equals(name));
    }

    private static String dashed(List<String> names) {
        return names.stream().map("--"::concat).collect(Collectors.joining(", "));
    }
}
