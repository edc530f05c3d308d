package dev.rawtap.script.output;

/** What reading a format gives: the format or what is wrong with it. */
public sealed interface ParsedFormat permits FormatString, ParsedFormat.Problem {
    /**
     * What is wrong with a format.
     *
     * @param offset of the place in the format, in bytes
     * @param length of the place
     */
    record Problem(int offset, int length, String message, String hint) implements ParsedFormat {}
}
