package dev.rawtap.kernels;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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

    /** All lines so far. */
    static void print(PrintStream output) throws IOException {
        Path file = Path.of(System.getProperty("rawtap.kernels.facts"));
        if (Files.exists(file)) {
            output.print(Files.readString(file));
        }
    }
}
