package dev.rawtap.btf;

/**
 * Says which line of source an instruction, and those after it, come from.
 *
 * @param offset bytes from the start of its section or program
 * @param file source file
 * @param text the line itself, indented as in the file; empty if not known
 * @param line from 1; at most 4194303, as the format has 22 bits for it
 * @param column from 1; 0 if not known; at most 1023
 */
public record LineInfo(int offset, String file, String text, int line, int column) {
    /** Rejects numbers that the format cannot hold. */
    public LineInfo {
        if (line < 0 || line >= 1 << 22 || column < 0 || column >= 1 << 10) {
            throw new IllegalArgumentException("line %d column %d".formatted(line, column));
        }
    }
}
