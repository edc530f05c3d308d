package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import java.math.BigInteger;
import java.util.OptionalInt;
import picocli.CommandLine.ParseResult;

/** Numbers as people write them. */
final class Numbers {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(Long.SIZE);

    private Numbers() {}

    /** The value of an option that takes a number from {@code least} on. */
    static OptionalInt option(String name, int least, ParseResult arguments) {
        String text = arguments.matchedOptionValue(name, null);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException notNumber) {
            // Refused below, as a number that is too small is.
        }
        throw new InvalidInputException("%s: '%s' is no number from %d on".formatted(name, text, least), null);
    }

    /** The 64 bits of a number with or without a sign, decimal or hexadecimal with 0x. */
    static long bits(String text) {
        try {
            boolean negative = text.startsWith("-");
            String digits = negative ? text.substring(1) : text;
            boolean hexadecimal = digits.startsWith("0x");
            var number = new BigInteger(hexadecimal ? digits.substring(2) : digits, hexadecimal ? 16 : 10);
            BigInteger value = negative ? number.negate() : number;
            if (value.compareTo(LEAST) >= 0 && value.compareTo(MOST) < 0) {
                return value.longValue();
            }
        } catch (NumberFormatException notNumber) {
            // Refused below, as a number that is too long is.
        }
        throw new InvalidInputException(
                "'%s' is no number of 64 bits".formatted(text), "write decimal, or 0x and hexadecimal");
    }
}
