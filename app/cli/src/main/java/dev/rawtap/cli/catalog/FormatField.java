package dev.rawtap.cli.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * A field of a classic tracepoint's record, from its {@code format} file in tracefs.
 *
 * @param argument name and type
 * @param offset bytes from the start of the record
 * @param size bytes
 */
public record FormatField(ProbeArgument argument, int offset, int size) {
    private static final String PREFIX = "\tfield:";

    /** The fields of a format without the {@code common_} ones that every tracepoint has. */
    public static List<FormatField> parse(String format) {
        List<FormatField> fields = new ArrayList<>();
        for (String line : format.split("\n", -1)) {
            if (line.startsWith(PREFIX)) {
                FormatField field = parseLine(line.substring(PREFIX.length()));
                if (!field.argument.name().startsWith("common_")) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    /** {@code pid_t pid;\toffset:8;\tsize:4;\tsigned:1;}. */
    private static FormatField parseLine(String line) {
        String declaration = line.substring(0, line.indexOf(';'));
        return new FormatField(argument(declaration), number(line, "\toffset:"), number(line, "\tsize:"));
    }

    private static ProbeArgument argument(String declaration) {
        int bracket = declaration.indexOf('[');
        // A dynamic array is written __data_loc char[] name: there the brackets belong to the type.
        boolean array = bracket >= 0 && declaration.indexOf(' ', bracket) < 0;
        int end = array ? bracket : declaration.length();
        int start = declaration.lastIndexOf(' ', end) + 1;
        String type = declaration.substring(0, start).strip() + (array ? declaration.substring(bracket) : "");
        return new ProbeArgument(declaration.substring(start, end), type, declaration);
    }

    private static int number(String line, String label) {
        int from = line.indexOf(label);
        int to = line.indexOf(';', from);
        return from < 0 || to < 0 ? 0 : Integer.parseInt(line, from + label.length(), to, 10);
    }
}
