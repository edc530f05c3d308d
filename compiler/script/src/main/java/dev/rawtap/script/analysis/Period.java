package dev.rawtap.script.analysis;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often an interval or profile fires.
 *
 * @param nanoseconds between two times; 0 if {@code problem} says why there are none
 * @param problem what is wrong, or empty
 */
record Period(long nanoseconds, String problem) {
    private static final long SECOND = 1_000_000_000L;
    private static final long LEAST = 1000;
    private static final Map<String, Long> UNITS = Map.of(
            "s",
            SECOND,
            "ms",
            SECOND / 1000,
            "us",
            1000L,
            "ns",
            1L,
            "m",
            60 * SECOND,
            "h",
            3600 * SECOND,
            "d",
            24 * 3600 * SECOND);
    private static final List<String> WRITTEN = List.of("s", "ms", "us", "hz");

    /** Of the parts after the type: {@code s:1}, {@code hz:99}, {@code 1s}, {@code 1000000}. */
    static Period of(String type, List<String> parts) {
        return parts.size() == 1 ? duration(type, parts.getFirst()) : counted(type, parts.get(0), parts.get(1));
    }

    private static Period wrong(String problem) {
        return new Period(0, problem);
    }

    private static Period counted(String type, String unit, String text) {
        Optional<Long> rate = number(text);
        if (rate.isEmpty()) {
            return wrong("Invalid rate of %s probe: invalid integer: %s".formatted(type, text));
        }
        boolean hertz = unit.equals("hz");
        Long length = hertz ? Long.valueOf(1) : UNITS.get(unit);
        if (length == null || !WRITTEN.contains(unit)) {
            return wrong("%s is not an accepted unit of time".formatted(unit));
        }
        if (rate.get() <= 0) {
            return wrong("%s frequency should be a positive integer".formatted(type));
        }
        return hertz ? least(type, SECOND / rate.get()) : least(type, times(rate.get(), length));
    }

    private static Period duration(String type, String text) {
        int digits = 0;
        while (digits < text.length() && (Character.isDigit(text.charAt(digits)) || text.charAt(digits) == '_')) {
            digits++;
        }
        Optional<Long> count = number(text.substring(0, digits));
        Long unit = digits == text.length() ? Long.valueOf(1) : UNITS.get(text.substring(digits));
        if (count.isEmpty() || unit == null) {
            return wrong("Invalid rate of %s probe: invalid integer: %s".formatted(type, text));
        }
        return count.get() <= 0
                ? wrong("%s frequency should be a positive integer".formatted(type))
                : least(type, times(count.get(), unit));
    }

    private static long times(long count, long unit) {
        return count > Long.MAX_VALUE / unit ? Long.MAX_VALUE : count * unit;
    }

    private static Period least(String type, long nanoseconds) {
        return nanoseconds < LEAST
                ? wrong("%s of %d ns is too short, at least 1us".formatted(type, nanoseconds))
                : new Period(nanoseconds, "");
    }

    private static Optional<Long> number(String text) {
        String digits = text.replace("_", "");
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException notNumber) {
            return Optional.empty();
        }
    }
}
