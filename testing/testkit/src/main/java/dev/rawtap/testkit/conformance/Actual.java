package dev.rawtap.testkit.conformance;

import java.nio.charset.StandardCharsets;

/**
 * What a run gave.
 *
 * @param output standard output
 * @param errors standard error
 * @param exit the exit status
 */
public record Actual(byte[] output, byte[] errors, int exit) {
    /** From text. */
    public static Actual of(String output, String errors, int exit) {
        return new Actual(output.getBytes(StandardCharsets.UTF_8), errors.getBytes(StandardCharsets.UTF_8), exit);
    }
}
