package dev.rawtap.kernels;

import dev.rawtap.base.RawtapException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tests found out about the running kernel, for docs/kernels.md: a value in a row of a table, the kernel being the column.
 *
 * <pre>
 * fact TAB table TAB row TAB value
 * </pre>
 *
 * <p>Values are the same each time on one kernel. Nothing is kept where {@code rawtap.kernels.facts} names no file.
 */
public final class Facts {
    private static final Pattern ERROR = Pattern.compile("(?m)^(?:rawtap: |.*?ERROR: )(.*)$");
    private static final Pattern HINT = Pattern.compile("(?mi)^ *hint: (?!-v prints)(.*)$");

    private Facts() {}

    /** Keeps a value. */
    public static void add(String table, String row, String value) {
        String file = System.getProperty("rawtap.kernels.facts");
        if (file != null) {
            String line = "fact\t%s\t%s\t%s\n".formatted(table, row, value.replaceAll("\\s+", " "));
            try {
                Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Keeps what a command said when it refused something: its first error and its first hint. */
    public static void refusal(String table, String row, String errors) {
        refusal(table, row, first(ERROR, errors).orElseThrow(), first(HINT, errors));
    }

    /** Keeps what the library says. */
    public static void refusal(String table, String row, RawtapException refused) {
        refusal(table, row, String.valueOf(refused.getMessage()), refused.hint());
    }

    private static void refusal(String table, String row, String error, Optional<String> hint) {
        add(table, row, error + hint.map(text -> "; " + text).orElse(""));
    }

    private static Optional<String> first(Pattern line, String text) {
        return line.matcher(text).results().map(found -> found.group(1)).findFirst();
    }

    /** All lines so far. */
    static void print(PrintStream output) throws IOException {
        Path file = Path.of(System.getProperty("rawtap.kernels.facts"));
        if (Files.exists(file)) {
            output.print(Files.readString(file));
        }
    }
}
