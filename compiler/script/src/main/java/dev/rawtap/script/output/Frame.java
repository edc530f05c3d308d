package dev.rawtap.script.output;

import org.jspecify.annotations.Nullable;

/**
 * One frame of a stack, symbolised.
 *
 * @param address the instruction's address
 * @param symbol function, or null where none is known
 * @param offset of the address in the function
 * @param module file that is mapped there, {@link #UNMAPPED} where none is, null in the kernel
 * @param buildId build id of that file in hexadecimal digits, or null where it has none
 * @param fileOffset of the instruction in that file
 * @param inlined whether the function was inlined into the next frame; it has no offset then
 * @param source {@code file:line}, or null where it is unknown
 */
public record Frame(
        long address,
        @Nullable String symbol,
        long offset,
        @Nullable String module,
        @Nullable String buildId,
        long fileOffset,
        boolean inlined,
        @Nullable String source) {
    /** The module of an address of user space at which no file is mapped. */
    public static final String UNMAPPED = "[unknown]";

    /** A frame of the kernel of which only the address is known. */
    public static Frame unknown(long address) {
        return new Frame(address, null, 0, null, null, 0, false, null);
    }

    /** A frame of user space of which only the address is known. */
    public static Frame unmapped(long address) {
        return new Frame(address, null, 0, UNMAPPED, null, 0, false, null);
    }

    /** A frame in a function of the kernel. */
    public static Frame kernel(long address, String symbol, long offset) {
        return new Frame(address, symbol, offset, null, null, 0, false, null);
    }

    /** A frame in a function of a mapped file. */
    public static Frame user(long address, String symbol, long offset, String module) {
        return new Frame(address, symbol, offset, module, null, 0, false, null);
    }
}
