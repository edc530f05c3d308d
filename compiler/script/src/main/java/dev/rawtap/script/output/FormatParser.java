package dev.rawtap.script.output;

import dev.rawtap.script.output.FormatPiece.Conversion;
import dev.rawtap.script.output.FormatPiece.Flags;
import dev.rawtap.script.output.FormatPiece.Kind;
import dev.rawtap.script.output.FormatPiece.Literal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code %[-+ #0]*[width][.precision][hh|h|l|ll|L|j|z|t]conversion}. A percent sign that begins nothing of the kind
 * stands for itself, as in bpftrace.
 */
final class FormatParser {
    private static final int MOST_DIGITS = 6;

    private final byte[] format;
    private final List<FormatPiece> pieces = new ArrayList<>();
    private final TextBuffer literal = new TextBuffer();
    private int at;

    FormatParser(byte[] format) {
        this.format = format;
    }

    ParsedFormat parse() {
        while (at < format.length) {
            if (format[at] != '%') {
                literal.put(format[at++]);
                continue;
            }
            int start = at;
            var problem = conversion();
            if (problem != null) {
                return problem;
            }
            if (at == start) {
                literal.put(format[at++]);
            }
        }
        endLiteral();
        return new FormatString(pieces);
    }

    /** Reads a conversion or {@code %%}; leaves the place as it is when there is none. */
    private ParsedFormat.@Nullable Problem conversion() {
        int start = at;
        int next = start + 1;
        while (next < format.length && "-+ #0".indexOf(format[next]) >= 0) {
            next++;
        }
        var flags = flags(start + 1, next);
        int afterWidth = digits(next);
        int width = number(next, afterWidth);
        int precision = -1;
        next = afterWidth;
        if (next < format.length && format[next] == '.') {
            int afterPrecision = digits(next + 1);
            precision = number(next + 1, afterPrecision);
            next = afterPrecision;
        }
        if (next < format.length && format[next] == '*') {
            return problem(
                    start, next + 1, "no width or precision from an argument", "write the number into the format");
        }
        if (afterWidth - start > MOST_DIGITS || next - afterWidth > MOST_DIGITS) {
            return problem(start, next, "width or precision too large", "at most 5 digits");
        }
        int length = length(next);
        next += length;
        return letter(start, next, flags, width, precision, next - length);
    }

    private ParsedFormat.@Nullable Problem letter(
            int start, int next, Flags flags, int width, int precision, int lengthStart) {
        if (next == format.length) {
            return null;
        }
        char letter = (char) format[next];
        if (letter == '%') {
            literal.put('%');
            at = next + 1;
            return null;
        }
        Kind kind = kind(next);
        int end = next
                + (kind == Kind.ESCAPED_BUFFER || kind == Kind.SPACED_BUFFER || kind == Kind.ALLOCATION_FLAGS ? 2 : 1);
        if (kind != null) {
            endLiteral();
            String text = new String(format, start, end - start, StandardCharsets.ISO_8859_1);
            int bits = kind == Kind.POINTER ? Long.SIZE : bits(lengthStart, next);
            pieces.add(new Conversion(kind, flags, width, precision, bits, start, text));
            at = end;
        } else if ("aAeEfFgG".indexOf(letter) >= 0) {
            return problem(start, end, "no floating-point numbers in a script", "%d, %u and %x convert integers");
        } else if (letter == 'n') {
            return problem(start, end, "%n writes to its argument", "to print a line feed write \\n");
        }
        return null;
    }

    private @Nullable Kind kind(int index) {
        char following = index + 1 < format.length ? (char) format[index + 1] : 0;
        return switch (format[index]) {
            case 'd', 'i' -> Kind.SIGNED;
            case 'u' -> Kind.UNSIGNED;
            case 'o' -> Kind.OCTAL;
            case 'x' -> Kind.LOWER_HEXADECIMAL;
            case 'X' -> Kind.UPPER_HEXADECIMAL;
            case 'c' -> Kind.CHARACTER;
            case 's' -> Kind.STRING;
            case 'p' -> Kind.POINTER;
            case 'r' -> following == 'x' ? Kind.ESCAPED_BUFFER : following == 'h' ? Kind.SPACED_BUFFER : Kind.BUFFER;
            case 'g' -> following == 'r' ? Kind.ALLOCATION_FLAGS : null;
            default -> null;
        };
    }

    private Flags flags(int start, int end) {
        String given = new String(format, start, end - start, StandardCharsets.ISO_8859_1);
        return new Flags(
                given.contains("-"),
                given.contains("+"),
                given.contains(" "),
                given.contains("#"),
                given.contains("0"));
    }

    private int digits(int start) {
        int end = start;
        while (end < format.length && format[end] >= '0' && format[end] <= '9') {
            end++;
        }
        return end;
    }

    private int number(int start, int end) {
        int number = 0;
        for (int i = start; i < Math.min(end, start + MOST_DIGITS); i++) {
            number = number * 10 + format[i] - '0';
        }
        return number;
    }

    private int length(int start) {
        int end = start;
        while (end < format.length && end < start + 2 && "hlLjzt".indexOf(format[end]) >= 0) {
            end++;
        }
        boolean pair = end == start + 2;
        boolean doubled = pair && format[start] == format[start + 1] && (format[start] == 'h' || format[start] == 'l');
        return pair && !doubled ? 1 : end - start;
    }

    /** Bits that a length modifier lets through; {@code L} belongs to floating point and changes nothing. */
    private int bits(int start, int end) {
        return switch (new String(format, start, end - start, StandardCharsets.ISO_8859_1)) {
            case "hh" -> Byte.SIZE;
            case "h" -> Short.SIZE;
            case "l", "ll", "j", "z", "t" -> Long.SIZE;
            default -> Integer.SIZE;
        };
    }

    private void endLiteral() {
        if (literal.length() > 0) {
            pieces.add(new Literal(literal.toBytes()));
            literal.clear();
        }
    }

    private static ParsedFormat.Problem problem(int start, int end, String message, String hint) {
        return new ParsedFormat.Problem(start, end - start, message, hint);
    }
}
