package dev.rawtap.object;

/**
 * The source of an instruction, for the kernel's line_info and for explanations.
 *
 * @param instruction index of the first instruction that the line made
 * @param file source file, as the compiler was given it
 * @param text the line's text, empty where the object does not hold it
 * @param line line, from 1; 0 if unknown
 * @param column column, from 1; 0 if unknown
 */
public record SourceLine(int instruction, String file, String text, int line, int column) {}
