package dev.rawtap.script.evaluation;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code printf} with {@code %d %u %x %s}, with {@code l} or without, with a width. */
final class PrintfText {
    private static final Pattern CONVERSION = Pattern.compile("%(-?\\d*)(l?)([dux])|%(-?\\d*)s");

    private PrintfText() {}

    /**
     * An argument.
     *
     * @param value a number is a {@code Long}
     * @param text as {@code print} shows it
     */
    record Argument(Object value, String text) {}

    static String of(String format, List<Argument> arguments) {
        var out = new StringBuilder();
        Matcher conversions = CONVERSION.matcher(format);
        int next = 0;
        while (conversions.find()) {
            Argument argument = arguments.get(next++);
            conversions.appendReplacement(out, "");
            String width = conversions.group(3) == null ? conversions.group(4) : conversions.group(1);
            String text = conversions.group(3) == null
                    ? argument.text()
                    : number(
                            Shape.asLong(argument.value()), conversions.group(2).isEmpty(), conversions.group(3));
            out.append(width.isEmpty() ? text : ("%" + width + "s").formatted(text));
        }
        return conversions.appendTail(out).toString();
    }

    /** Without an l only 32 bits are shown. */
    private static String number(long value, boolean narrow, String kind) {
        long shown = narrow ? (kind.equals("d") ? (int) value : value & 0xffff_ffffL) : value;
        return switch (kind) {
            case "d" -> Long.toString(shown);
            case "u" -> Long.toUnsignedString(shown);
            default -> Long.toHexString(shown);
        };
    }
}
