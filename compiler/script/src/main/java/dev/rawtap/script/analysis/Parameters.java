package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.typed.TypedExpression;
import java.math.BigInteger;
import java.util.Optional;

/** Values from the command line. */
final class Parameters {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
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
