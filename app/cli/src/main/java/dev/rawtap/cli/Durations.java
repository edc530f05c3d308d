package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import java.time.Duration;

/** Durations as people write them: {@code 5s}, {@code 500ms}, {@code 2m}, {@code 1h}; a bare number is seconds. */
final class Durations {
    private Durations() {}

    /** Reads one; it must be above zero. */
    static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 9) {
            throw wrong(text);
        }
        long number = Long.parseLong(text, 0, digits, 10);
        Duration duration = switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(number);
            case "", "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> throw wrong(text);
        };
        if (duration.isZero()) {
            throw wrong(text);
        }
        return duration;
    }

    private static InvalidInputException wrong(String text) {
        return new InvalidInputException(
                "'" + text + "' is not a duration", "write a number with ms, s, m or h, such as 5s");
    }
}
