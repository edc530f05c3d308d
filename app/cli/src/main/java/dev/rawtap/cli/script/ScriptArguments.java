package dev.rawtap.cli.script;

import dev.rawtap.base.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * What the command line says about a script.
 *
 * @param program the text of {@code -e}
 * @param file the script's file, or {@code -}; none with {@code -e}
 * @param positional {@code $1} and on
 * @param named {@code --name=value} behind {@code --}; none for a name alone
 * @param command words of {@code -c}
 * @param process of {@code -p}, or 0
 * @param json {@code -f json}
 * @param outputFile of {@code -o}
 * @param buffering {@code line}, {@code full} or {@code none}
 * @param stages of {@code -d}
 * @param folders of {@code -I}: where imports and headers are looked for
 * @param headers of {@code --include}
 * @param debugFolders of {@code --debuginfo}: where debug files are looked for
 * @param filter of {@code --probe-filter}: which probes run
 * @param mode what is done with the script
 * @param flags those that are set, by their long names without dashes
 * @param idle what there is to tell of options that have no effect
 */
public record ScriptArguments(
        Optional<String> program,
        Optional<String> file,
        List<String> positional,
        Map<String, Optional<String>> named,
        List<String> command,
        int process,
        boolean json,
        Optional<String> outputFile,
        String buffering,
        List<String> stages,
        List<String> folders,
        List<String> headers,
        List<String> debugFolders,
        Optional<Pattern> filter,
        Mode mode,
        Set<String> flags,
        List<String> idle) {
    /** What is done with a script. */
    public enum Mode {
        /** It runs. */
        RUN,
        /** It is compiled and no more. */
        COMPILE,
        /** Its {@code test} probes run. */
        TEST,
        /** Its {@code bench} probes run. */
        BENCH,
        /** It is printed in the one format. */
        FORMAT
    }

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
        folders = List.copyOf(folders);
        headers = List.copyOf(headers);
        debugFolders = List.copyOf(debugFolders);
        idle = List.copyOf(idle);
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
        ForeignOptions.check(parsed);
        if (parsed.hasMatchedOption("-c") && parsed.hasMatchedOption("-p")) {
            throw new InvalidInputException("USAGE: Cannot use both -c and -p.", "-c CMD alone traces with CMD");
        }
        if (flags.contains("warnings") && flags.contains("no-warnings")) {
            throw new InvalidInputException("USAGE: -k, --warnings conflicts with --no-warnings", null);
        }
        Optional<String> program = Optional.ofNullable(parsed.matchedOptionValue("-e", null));
        var words = new ArrayList<>(List.of(parsed.matchedPositionalValue(0, new String[0])));
        Optional<String> file = Optional.empty();
        if (program.isEmpty() && !words.isEmpty()) {
            file = Optional.of(words.removeFirst());
        }
        var named = new LinkedHashMap<String, Optional<String>>();
        var positional = new ArrayList<String>();
        for (String word : words) {
            if (word.startsWith("--")) {
                int equals = word.indexOf('=');
                named.put(
                        word.substring(2, equals < 0 ? word.length() : equals),
                        equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1)));
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
                command.isEmpty() ? List.of() : CommandWords.split(command),
                process(parsed.matchedOptionValue("-p", null)),
                isJson(parsed.matchedOptionValue("-f", "text")),
                Optional.ofNullable(parsed.<String>matchedOptionValue("-o", null))
                        .filter(path -> !path.isEmpty()),
                buffering(parsed.matchedOptionValue("-B", "line")),
                List.of(parsed.matchedOptionValue("-d", new String[0])),
                List.of(parsed.matchedOptionValue("-I", new String[0])),
                List.of(parsed.matchedOptionValue("--include", new String[0])),
                Arrays.stream(parsed.matchedOptionValue("--debuginfo", new String[0]))
                        .flatMap(folders -> Arrays.stream(folders.split(":")))
                        .toList(),
                filter(parsed.matchedOptionValue("--probe-filter", null)),
                mode(parsed.matchedOptionValue("--mode", null), flags),
                flags,
                ForeignOptions.idle(parsed));
    }

    private static Optional<Pattern> filter(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    "--probe-filter: %s in '%s'".formatted(e.getDescription(), text), "write a regular expression", e);
        }
    }

    private static Mode mode(@Nullable String text, Set<String> flags) {
        if (text == null) {
            if (flags.contains("fmt")) {
                return Mode.FORMAT;
            }
            return flags.contains("test") ? Mode.TEST : flags.contains("bench") ? Mode.BENCH : Mode.RUN;
        }
        return switch (text) {
            case "codegen" -> Mode.COMPILE;
            case "test" -> Mode.TEST;
            case "bench" -> Mode.BENCH;
            case "format" -> Mode.FORMAT;
            default ->
                throw new InvalidInputException(
                        "USAGE: --mode can only be 'codegen', 'bench', 'test' or 'format', not '%s'.".formatted(text),
                        text.equals("compiler-bench")
                                ? "how long compiling takes: time rawtap --dry-run …"
                                : "see: rawtap --help");
        };
    }

    private static int process(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("[0-9]+")) {
            throw new InvalidInputException(
                    "Failed to parse pid: invalid integer: " + text, "list processes with: ps -e");
        }
        // As many as there can be: PID_MAX_LIMIT, include/linux/threads.h of Linux 6.18.
        if (text.length() > 9 || Integer.parseInt(text) > 4 << 20 || Integer.parseInt(text) < 1) {
            throw new InvalidInputException("Pid out of range: " + text, "list processes with: ps -e");
        }
        return Integer.parseInt(text);
    }

    private static boolean isJson(String format) {
        return switch (format) {
            case "json" -> true;
            case "text" -> false;
            default ->
                throw new InvalidInputException(
                        "Invalid output format \"%s\"\nValid formats: 'text', 'json'".formatted(format), null);
        };
    }

    private static String buffering(String mode) {
        return switch (mode) {
            case "line", "full", "none" -> mode;
            default -> throw new InvalidInputException("USAGE: -B must be either 'line', 'full', or 'none'.", null);
        };
    }
}
