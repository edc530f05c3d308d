package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.typed.TypedExpression;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of the command line and of attach points: as the language writes them, with a sign. */
final class NumberText {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final Reading.Wrong OUT_OF_RANGE =
            new Reading.Wrong("value is out of range", "overflow error, maximum value is " + MOST);
    private static final Pattern SIGN = Pattern.compile("\\s*([-+]?)(.*)", Pattern.DOTALL);
    private static final Pattern EXPONENT = Pattern.compile("([0-9]+)[eE]([1-9][0-9]{0,9})");
    private static final Pattern DIGITS = Pattern.compile("0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0([0-7]*)|([1-9][0-9]*)");
    private static final Map<String, BigInteger> TIMES = Map.of(
            "ns", BigInteger.ONE,
            "us", BigInteger.valueOf(1_000),
            "ms", BigInteger.valueOf(1_000_000),
            "s", BigInteger.valueOf(1_000_000_000),
            "m", BigInteger.valueOf(60_000_000_000L),
            "h", BigInteger.valueOf(3_600_000_000_000L),
            "d", BigInteger.valueOf(86_400_000_000_000L));
    private static final Pattern C_SUFFIX = Pattern.compile("|u|l|ul|ll|ull");

    private NumberText() {}

    /** What a text is: a number, or why it is none. */
    sealed interface Reading {
        /**
         * A number.
         *
         * @param isTime whether it is a length of time, in nanoseconds
         */
        record Whole(BigInteger value, boolean isTime) implements Reading {
            TypedExpression at(Span at) {
                return value.signum() < 0
                        ? Literals.signed(value.longValue(), at)
                        : Literals.integer(value.longValue(), at);
            }
        }

        /**
         * None.
         *
         * @param why in the words that an option gets
         * @param probe in the words that an attach point gets, the text to follow
         */
        record Wrong(String why, String probe) implements Reading {
            private Wrong(String why) {
                this(why, why);
            }

            String inProbe(String text) {
                return probe + ": " + text;
            }
        }
    }

    /** The number that a text is; empty if it is none. */
    static Optional<TypedExpression> number(String text, Span at) {
        return read(text) instanceof Reading.Whole number ? Optional.of(number.at(at)) : Optional.empty();
    }

    /** The number that a text is, or why it is none. */
    static Reading read(String text) {
        Matcher signed = SIGN.matcher(text);
        if (!signed.matches() || text.length() > 100) {
            return OUT_OF_RANGE;
        }
        boolean negative = signed.group(1).equals("-");
        String digits = signed.group(2).replace("_", "");
        Matcher exponent = EXPONENT.matcher(digits);
        if (exponent.lookingAt()) {
            return exponent.group(1).matches("[1-9]")
                    ? number(scientific(exponent), digits.substring(exponent.end()), negative)
                    : new Reading.Wrong("coefficient part of scientific literal must be 1-9");
        }
        Matcher whole = DIGITS.matcher(digits);
        if (!whole.lookingAt() || digits.matches("0[xXbB](?![0-9a-fA-F]).*")) {
            return new Reading.Wrong("invalid integer");
        }
        return number(value(whole), digits.substring(whole.end()), negative);
    }

    private static Reading number(BigInteger digits, String suffix, boolean negative) {
        BigInteger unit = TIMES.get(suffix);
        if (unit == null && !C_SUFFIX.matcher(suffix).matches()) {
            return new Reading.Wrong("invalid trailing bytes");
        }
        BigInteger magnitude = unit == null ? digits : digits.multiply(unit);
        BigInteger value = negative ? magnitude.negate() : magnitude;
        return value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0
                ? OUT_OF_RANGE
                : new Reading.Whole(value, unit != null);
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
