package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.typed.TypedExpression;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values from the command line. */
final class Parameters {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final Pattern EXPONENT = Pattern.compile("([1-9])e([0-9]|1[0-9])");
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

    private Parameters() {}

    /** The number that a text is; empty if it is none. */
    static Optional<TypedExpression> number(String text, Span at) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        int radix = 10;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = 16;
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
        }
        if (digits.isEmpty() || digits.length() > 30 || !Character.isLetterOrDigit(digits.charAt(0))) {
            return Optional.empty();
        }
        Matcher exponent = EXPONENT.matcher(digits);
        if (exponent.matches()) {
            digits = exponent.group(1) + "0".repeat(Integer.parseInt(exponent.group(2)));
        }
        try {
            BigInteger value = new BigInteger(negative ? "-" + digits : digits, radix);
            if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
                return Optional.empty();
            }
            return Optional.of(
                    value.signum() < 0
                            ? Literals.signed(value.longValue(), at)
                            : Literals.integer(value.longValue(), at));
        } catch (NumberFormatException notNumber) {
            return Optional.empty();
        }
    }
}
