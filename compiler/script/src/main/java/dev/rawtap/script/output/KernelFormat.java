package dev.rawtap.script.output;

import dev.rawtap.script.output.FormatPiece.Conversion;
import dev.rawtap.script.output.FormatPiece.Literal;
import java.nio.charset.StandardCharsets;

/**
 * The format of a {@code printf} as {@code bpf_seq_printf} takes it (bpf_bprintf_prepare, kernel/bpf/helpers.c, 6.18): ASCII,
 * at most 12 values, and of C's conversions those without precision, {@code #}, {@code h} and {@code %o}.
 *
 * @param text in the kernel's language
 * @param problem what of the format the kernel does not know, or empty
 */
public record KernelFormat(String text, String problem) {
    private static final int MOST_VALUES = 12;

    /** The kernel's format for a script's, which is one. */
    public static KernelFormat of(String format) {
        if (!(FormatString.parse(format) instanceof FormatString parsed)) {
            throw new IllegalStateException("no format: " + format);
        }
        if (parsed.conversions().size() > MOST_VALUES) {
            return wrong("%d values: it takes %d at most"
                    .formatted(parsed.conversions().size(), MOST_VALUES));
        }
        var text = new StringBuilder();
        for (FormatPiece piece : parsed.pieces()) {
            switch (piece) {
                case Literal(byte[] bytes) -> {
                    for (byte one : bytes) {
                        if (one < 0) {
                            return wrong(
                                    "'%s': it takes ASCII alone".formatted(new String(bytes, StandardCharsets.UTF_8)));
                        }
                    }
                    text.append(new String(bytes, StandardCharsets.US_ASCII).replace("%", "%%"));
                }
                case Conversion conversion -> {
                    String letter = letter(conversion);
                    if (letter.isEmpty()
                            || conversion.precision() >= 0
                            || conversion.flags().alternate()) {
                        return wrong(conversion.text());
                    }
                    text.append(letter.equals("0x%lx") ? letter : "%" + flags(conversion) + letter);
                }
            }
        }
        return new KernelFormat(text.toString(), "");
    }

    private static KernelFormat wrong(String problem) {
        return new KernelFormat("", problem);
    }

    private static String letter(Conversion conversion) {
        String length = conversion.bits() == 64 ? "l" : "";
        boolean wide = conversion.bits() >= 32;
        return switch (conversion.kind()) {
            case SIGNED -> wide ? length + "d" : "";
            case UNSIGNED -> wide ? length + "u" : "";
            case LOWER_HEXADECIMAL -> wide ? length + "x" : "";
            case UPPER_HEXADECIMAL -> wide ? length + "X" : "";
            case CHARACTER -> "c";
            // The kernel's own %p hides addresses.
            case POINTER -> conversion.width() == 0 ? "0x%lx" : "";
            case STRING -> "s";
            case OCTAL, BUFFER, ESCAPED_BUFFER, SPACED_BUFFER, ALLOCATION_FLAGS -> "";
        };
    }

    private static String flags(Conversion conversion) {
        FormatPiece.Flags flags = conversion.flags();
        return (flags.left() ? "-" : "")
                + (flags.plus() ? "+" : "")
                + (flags.space() ? " " : "")
                + (flags.zero() ? "0" : "")
                + (conversion.width() > 0 ? conversion.width() : "");
    }
}
