package dev.rawtap.script.output;

import dev.rawtap.script.output.FormatPiece.ArgumentKind;
import dev.rawtap.script.output.FormatPiece.Conversion;
import dev.rawtap.script.output.FormatPiece.Literal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The format of a {@code printf}, read once.
 *
 * <p>As in C, except: {@code %s} takes any value, {@code %d %u %o %x} cut to 32 bits whatever the argument's type (write
 * {@code %ld} for more), and there are {@code %r %rx %rh} for buffers and {@code %gr} for flags of the page allocator.
 *
 * @param pieces in order, literals and conversions
 */
public record FormatString(List<FormatPiece> pieces) implements ParsedFormat {
    /** Copies the pieces. */
    public FormatString {
        pieces = List.copyOf(pieces);
    }

    /** Reads a format, given as the bytes of the script's string. */
    public static ParsedFormat parse(byte[] format) {
        return new FormatParser(format).parse();
    }

    /** Reads a format. */
    public static ParsedFormat parse(String format) {
        return parse(format.getBytes(StandardCharsets.UTF_8));
    }

    /** A format that consists of one piece of text. */
    public static FormatString literal(String text) {
        return new FormatString(List.of(new Literal(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The conversions in order, one for each argument. */
    public List<Conversion> conversions() {
        return pieces.stream()
                .filter(Conversion.class::isInstance)
                .map(Conversion.class::cast)
                .toList();
    }

    /** The first thing that makes arguments of these types unfit, if there is one. */
    public Optional<Problem> check(List<ArgumentKind> arguments) {
        List<Conversion> conversions = conversions();
        if (arguments.size() != conversions.size()) {
            return Optional.of(new Problem(
                    0,
                    0,
                    "the format has " + conversions.size() + " conversions, but there are " + arguments.size()
                            + " arguments",
                    "each conversion takes one argument; %% prints a percent sign"));
        }
        for (int i = 0; i < conversions.size(); i++) {
            Conversion conversion = conversions.get(i);
            if (!conversion.kind().accepts(arguments.get(i))) {
                return Optional.of(new Problem(
                        conversion.offset(),
                        conversion.text().length(),
                        conversion.text() + " does not fit argument " + (i + 1),
                        hint(arguments.get(i))));
            }
        }
        return Optional.empty();
    }

    private static String hint(ArgumentKind argument) {
        return switch (argument) {
            case NUMBER -> "a number takes %d, %u, %x, %o, %c, %p or %s";
            case POINTER -> "a pointer takes %p, %lx or %s";
            case BUFFER -> "a buffer takes %r, %rx, %rh or %s";
            case OTHER -> "this type takes %s alone";
        };
    }

    /**
     * Appends the text of a format and its arguments.
     *
     * @param arguments as many as there are conversions, of types that {@link #check} lets through
     */
    public void write(List<ScriptValue> arguments, TextBuffer out) {
        int argument = 0;
        for (int i = 0; i < pieces.size(); i++) {
            switch (pieces.get(i)) {
                case Literal(byte[] text) -> out.put(text);
                case Conversion conversion -> ConversionText.write(conversion, arguments.get(argument++), out);
            }
        }
    }
}
