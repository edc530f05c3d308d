package dev.rawtap.script.syntax;

import java.math.BigInteger;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Integers as the language writes them: decimal, {@code 0777}, {@code 0xff}, {@code 1e6}, with {@code _} between digits,
 * with a length of time ({@code 5ms}, in nanoseconds) or a suffix of C that means nothing.
 */
final class IntegerText {
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int MAX_CHARS = 100;

    private static final Map<String, Long> NANOSECONDS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    private static final Pattern DECIMAL = Pattern.compile("([0-9][0-9_]*)(?:[eE]([0-9][0-9_]*))?(.*)");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX]([0-9a-fA-F_]*)(.*)");
    private static final Pattern C_SUFFIX = Pattern.compile("[uU]?(?:l|L|ll|LL)?|(?:l|L|ll|LL)[uU]");

    private IntegerText() {}

    /** The value of the number at {@code start}, without sign; none if there is something wrong with it. */
    static OptionalLong parse(String text, int start, Problems problems) {
        try {
            BigInteger value = value(text);
            if (value.compareTo(MAX) > 0) {
                throw overflow(text);
            }
            return OptionalLong.of(value.longValue());
        } catch (WrongNumber wrong) {
            problems.syntax(start + wrong.offset, start + text.length(), wrong.message, wrong.hints);
            return OptionalLong.empty();
        }
    }

    private static BigInteger value(String text) throws WrongNumber {
        if (text.endsWith("_")) {
            throw new WrongNumber("trailing underscore in integer literal").at(text.length() - 1);
        }
        if (text.length() > MAX_CHARS) {
            throw overflow(text);
        }
        Matcher hexadecimal = HEXADECIMAL.matcher(text);
        if (hexadecimal.matches()) {
            String digits = hexadecimal.group(1).replace("_", "");
            if (digits.isEmpty()) {
                throw new WrongNumber("invalid integer: " + text, "digits follow '0x'");
            }
            requireSuffix(text, hexadecimal.group(2));
            return new BigInteger(digits, 16);
        }
        Matcher decimal = DECIMAL.matcher(text);
        if (!decimal.matches()) {
            throw new WrongNumber("invalid integer: " + text);
        }
        BigInteger number = decimal.group(2) == null ? whole(text, decimal.group(1)) : scientific(text, decimal);
        String suffix = decimal.group(3);
        Long unit = NANOSECONDS.get(suffix);
        if (unit == null) {
            requireSuffix(text, suffix);
        }
        return unit == null ? number : number.multiply(BigInteger.valueOf(unit));
    }

    private static BigInteger whole(String text, String written) throws WrongNumber {
        String digits = written.replace("_", "");
        boolean octal = digits.length() > 1 && digits.startsWith("0");
        if (octal && (digits.contains("8") || digits.contains("9"))) {
            throw new WrongNumber("invalid trailing bytes: " + text, "a number that begins with 0 is octal");
        }
        return new BigInteger(digits, octal ? 8 : 10);
    }

    private static BigInteger scientific(String text, Matcher decimal) throws WrongNumber {
        String coefficient = decimal.group(1).replace("_", "");
        if (coefficient.length() != 1 || coefficient.equals("0")) {
            throw new WrongNumber("coefficient part of scientific literal must be 1-9: " + text);
        }
        String exponent = decimal.group(2).replace("_", "");
        if (new BigInteger(exponent).compareTo(BigInteger.valueOf(20)) > 0) {
            throw overflow(text);
        }
        return new BigInteger(coefficient).multiply(BigInteger.TEN.pow(Integer.parseInt(exponent)));
    }

    private static void requireSuffix(String text, String suffix) throws WrongNumber {
        if (C_SUFFIX.matcher(suffix).matches()) {
            return;
        }
        String hint = switch (suffix.charAt(0)) {
            case 'b', 'o' -> "write it in hexadecimal, 0xff, or octal, 0377";
            case 'e', 'E' -> "an exponent is a number without sign: 1e6";
            default -> "known are lengths of time: ns us ms s m h d";
        };
        throw new WrongNumber("invalid integer suffix '" + suffix + "'", hint).at(text.length() - suffix.length());
    }

    private static WrongNumber overflow(String text) {
        String shown = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
        return new WrongNumber("overflow error, maximum value is 18446744073709551615: " + shown);
    }

    private static final class WrongNumber extends Exception {
        private static final long serialVersionUID = 1L;
        private final String message;
        private final transient String[] hints;
        /** Where in the number the mistake begins. */
        private int offset;

        private WrongNumber(String message, String... hints) {
            super(message, null, false, false);
            this.message = message;
            this.hints = hints;
        }

        private WrongNumber at(int where) {
            offset = where;
            return this;
        }
    }
}
