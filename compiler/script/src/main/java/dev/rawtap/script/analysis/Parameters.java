package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.typed.TypedExpression;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers from the command line: as the language writes them, with a sign. */
final class Parameters {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final Pattern SIGN = Pattern.compile("\\s*([-+]?)(.*)", Pattern.DOTALL);
    private static final Pattern EXPONENT = Pattern.compile("([0-9]+)[eE]([1-9][0-9]{0,9})");
    private static final Pattern DIGITS = Pattern.compile("0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0([0-7]*)|([1-9][0-9]*)");
    private static final Map<String, BigInteger> SUFFIXES = Map.ofEntries(
            Map.entry("", BigInteger.ONE),
            Map.entry("u", BigInteger.ONE),
            Map.entry("l", BigInteger.ONE),
            Map.entry("ul", BigInteger.ONE),
            Map.entry("ll", BigInteger.ONE),
            Map.entry("ull", BigInteger.ONE),
            Map.entry("ns", BigInteger.ONE),
            Map.entry("us", BigInteger.valueOf(1_000)),
            Map.entry("ms", BigInteger.valueOf(1_000_000)),
            Map.entry("s", BigInteger.valueOf(1_000_000_000)),
            Map.entry("m", BigInteger.valueOf(60_000_000_000L)),
            Map.entry("h", BigInteger.valueOf(3_600_000_000_000L)),
            Map.entry("d", BigInteger.valueOf(86_400_000_000_000L)));

    private Parameters() {}

    /** What a text is: a number, or why it is none. */
    sealed interface Reading {
        /** A number. */
        record Whole(BigInteger value) implements Reading {
            TypedExpression at(Span at) {
                return value.signum() < 0
                        ? Literals.signed(value.longValue(), at)
                        : Literals.integer(value.longValue(), at);
            }
        }

        /** None. */
        record Wrong(String why) implements Reading {}
    }

    /** The number that a text is; empty if it is none. */
    static Optional<TypedExpression> number(String text, Span at) {
        return read(text) instanceof Reading.Whole number ? Optional.of(number.at(at)) : Optional.empty();
    }

    /** The number that a text is, or why it is none. */
    static Reading read(String text) {
        Matcher signed = SIGN.matcher(text);
        if (!signed.matches() || text.length() > 100) {
            return new Reading.Wrong("value is out of range");
        }
        boolean negative = signed.group(1).equals("-");
        String digits = signed.group(2).replace("_", "");
        Matcher exponent = EXPONENT.matcher(digits);
        if (exponent.matches()) {
            return exponent.group(1).matches("[1-9]")
                    ? number(scientific(exponent), negative)
                    : new Reading.Wrong("coefficient part of scientific literal must be 1-9");
        }
        Matcher whole = DIGITS.matcher(digits);
        if (!whole.lookingAt() || digits.matches("0[xX](?![0-9a-fA-F]).*")) {
            return new Reading.Wrong("invalid integer");
        }
        BigInteger unit = SUFFIXES.get(digits.substring(whole.end()));
        return unit == null
                ? new Reading.Wrong("invalid trailing bytes")
                : number(value(whole).multiply(unit), negative);
    }

    private static Reading number(BigInteger magnitude, boolean negative) {
        BigInteger value = negative ? magnitude.negate() : magnitude;
        return value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0
                ? new Reading.Wrong("value is out of range")
                : new Reading.Whole(value);
    }

    private static BigInteger scientific(Matcher exponent) {
        // More digits than any number has.
        int power = (int) Math.min(30, Long.parseLong(exponent.group(2)));
        return new BigInteger(exponent.group(1)).multiply(BigInteger.TEN.pow(power));
    }

    private static BigInteger value(Matcher whole) {
        if (whole.group(1) != null) {
            return new BigInteger(whole.group(1), 16);
        }
        if (whole.group(2) != null) {
            return new BigInteger(whole.group(2), 2);
        }
        return whole.group(4) != null ? new BigInteger(whole.group(4)) : new BigInteger("0" + whole.group(3), 8);
    }
}
