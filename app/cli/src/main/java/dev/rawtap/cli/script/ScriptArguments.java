package dev.rawtap.cli.script;

import dev.rawtap.base.InvalidInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * What the command line says about a script.
 *
 * @param program the text of {@code -e}
 * @param file the script's file, or {@code -}; none with {@code -e}
 * @param positional {@code $1} and on
 * @param named {@code --name=value} behind {@code --}
 * @param command words of {@code -c}
 * @param process of {@code -p}, or 0
 * @param json {@code -f json}
 * @param outputFile of {@code -o}
 * @param buffering {@code line}, {@code full} or {@code none}
 * @param stages of {@code -d}
 * @param flags those that are set, by their long names without dashes
 */
public record ScriptArguments(
        Optional<String> program,
        Optional<String> file,
        List<String> positional,
        Map<String, String> named,
        List<String> command,
        int process,
        boolean json,
        Optional<String> outputFile,
        String buffering,
        List<String> stages,
        Set<String> flags) {
    private static final List<String> FLAGS = List.of(
            "--verbose",
            "--quiet",
            "--warnings",
            "--no-warnings",
            "--unsafe",
            "--dry-run",
            "--list",
            "--info",
            "--test",
            "--bench",
            "--fmt");

    /** Copies the collections. */
    public ScriptArguments {
        positional = List.copyOf(positional);
        command = List.copyOf(command);
        stages = List.copyOf(stages);
        flags = Set.copyOf(flags);
    }

    /** Whether a flag was given, by its long name without dashes. */
    public boolean has(String flag) {
        return flags.contains(flag);
    }

    /** What was parsed, with everything checked that needs no machine. */
    public static ScriptArguments of(ParseResult parsed) {
        var flags = new HashSet<String>();
        for (String flag : FLAGS) {
            if (parsed.matchedOptionValue(flag, false)) {
                flags.add(flag.substring(2));
            }
        }
        Optional<String> program = Optional.ofNullable(parsed.matchedOptionValue("-e", null));
        var words = new ArrayList<>(List.of(parsed.matchedPositionalValue(0, new String[0])));
        Optional<String> file = Optional.empty();
        if (program.isEmpty() && !words.isEmpty()) {
            file = Optional.of(words.removeFirst());
        }
        var named = new LinkedHashMap<String, String>();
        var positional = new ArrayList<String>();
        for (String word : words) {
            if (word.startsWith("--")) {
                int equals = word.indexOf('=');
                named.put(
                        word.substring(2, equals < 0 ? word.length() : equals),
                        equals < 0 ? "true" : word.substring(equals + 1));
            } else {
                positional.add(word);
            }
        }
        String command = parsed.matchedOptionValue("-c", "");
        return new ScriptArguments(
                program,
                file,
                positional,
                named,
                command.isBlank() ? List.of() : CommandWords.split(command),
                process(parsed.matchedOptionValue("-p", null)),
                isJson(parsed.matchedOptionValue("-f", "text")),
                Optional.ofNullable(parsed.matchedOptionValue("-o", null)),
                buffering(parsed.matchedOptionValue("-B", "line")),
                List.of(parsed.matchedOptionValue("-d", new String[0])),
                flags);
    }

    private static int process(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            int process = Integer.parseInt(text);
            if (process > 0) {
                return process;
            }
        } catch (NumberFormatException notNumber) {
            // Refused below, as a number that is no process is.
        }
        throw new InvalidInputException("'" + text + "' is not a process number", "list processes with: ps -e");
    }

    private static boolean isJson(String format) {
        return switch (format) {
            case "json" -> true;
            case "text" -> false;
            default -> throw new InvalidInputException("no format '" + format + "'", "formats: text, json");
        };
    }

    private static String buffering(String mode) {
        return switch (mode) {
            case "line", "full", "none" -> mode;
            default -> throw new InvalidInputException("no buffering '" + mode + "'", "modes: line, full, none");
        };
    }
}
