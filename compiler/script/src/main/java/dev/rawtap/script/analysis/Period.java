package dev.rawtap.script.analysis;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * How often an interval or profile fires.
 *
 * @param nanoseconds between two times; 0 if {@code problem} says why there are none
 * @param name as the probe's name has it: {@code ms:20}
 * @param problem what is wrong, or empty
 */
record Period(long nanoseconds, String name, String problem) {
    private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger LEAST = BigInteger.valueOf(1000);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Map<String, BigInteger> UNITS =
            Map.of("s", SECOND, "ms", BigInteger.valueOf(1_000_000), "us", BigInteger.valueOf(1000));

    /** Of the parts after the type: {@code s:1}, {@code hz:99}, {@code 1s}, {@code 1000000}. */
    static Period of(String type, List<String> parts) {
        boolean alone = parts.size() == 1;
        String text = parts.getLast();
        if (!alone && !parts.getFirst().equals("hz") && !UNITS.containsKey(parts.getFirst())) {
            return wrong(parts.getFirst() + " is not an accepted unit of time");
        }
        return switch (NumberText.read(text)) {
            case NumberText.Reading.Wrong wrong ->
                wrong("Invalid rate of %s probe: %s".formatted(type, wrong.inProbe(text)));
            case NumberText.Reading.Whole number
            when !alone && number.isTime() ->
                wrong("Invalid rate of %s probe: %s has a unit already".formatted(type, text));
            case NumberText.Reading.Whole(BigInteger count, boolean time)
            when count.signum() <= 0 -> wrong("%s frequency should be a positive integer".formatted(type));
            case NumberText.Reading.Whole(BigInteger count, boolean time) ->
                alone ? duration(type, text, count) : counted(type, parts.getFirst(), count);
        };
    }

    private static Period wrong(String problem) {
        return new Period(0, "", problem);
    }

    private static Period counted(String type, String unit, BigInteger count) {
        BigInteger nanoseconds = unit.equals("hz") ? SECOND.divide(count) : count.multiply(UNITS.get(unit));
        return least(type, nanoseconds, unit + ":" + count);
    }

    /** Whole microseconds are named so, as bpftrace does. */
    private static Period duration(String type, String text, BigInteger nanoseconds) {
        BigInteger[] microseconds = nanoseconds.divideAndRemainder(LEAST);
        return least(type, nanoseconds, microseconds[1].signum() == 0 ? "us:" + microseconds[0] : text);
    }

    private static Period least(String type, BigInteger nanoseconds, String name) {
        return nanoseconds.compareTo(LEAST) < 0
                ? wrong("Invalid rate of %s probe. Minimum is 1000 or 1us. Found: %d nanoseconds"
                        .formatted(type, nanoseconds))
                : new Period(nanoseconds.min(MOST).longValue(), name, "");
    }
}
