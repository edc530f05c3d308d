package dev.rawtap.verifier;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it cost to verify a program, as the log's last lines say it.
 *
 * @param processed instructions that were walked, on all paths
 * @param totalStates states that were kept
 * @param peakStates of them at once
 * @param microseconds time; absent below log level 4
 * @param stackDepth bytes of stack of each function, with {@code +} between them; empty below log level 4
 */
public record LogStatistics(
        long processed, long totalStates, long peakStates, OptionalLong microseconds, String stackDepth) {
    private static final Pattern STATES = Pattern.compile("total_states (\\d{1,18}) peak_states (\\d{1,18})");

    static LogStatistics of(long processed, String line, OptionalLong microseconds, String stackDepth) {
        Matcher states = STATES.matcher(line);
        boolean known = states.find();
        return new LogStatistics(
                processed,
                known ? Long.parseLong(states.group(1)) : 0,
                known ? Long.parseLong(states.group(2)) : 0,
                microseconds,
                stackDepth);
    }
}
