package dev.rawtap.object;

/**
 * An instruction that refers to something that gets its number only when the program is loaded.
 *
 * @param instruction index into the program's code, of a {@code LoadImmediate64}, or of a {@code CallKernelFunction} that
 *     calls what is external
 * @param symbol what it refers to
 */
public record Reference(int instruction, Symbol symbol) {
    /** What an instruction can refer to. */
    public sealed interface Symbol {
        /** The map itself, as helpers take it. */
        record MapItself(String map) implements Symbol {}

        /** The bytes of a map's only value, {@code offset} bytes in: a global variable. */
        record MapValue(String map, int offset) implements Symbol {}

        /** One of the object's {@link ExternalSymbol}s, no option. */
        record External(String name) implements Symbol {}
    }
}
