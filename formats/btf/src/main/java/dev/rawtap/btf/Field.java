package dev.rawtap.btf;

/**
 * A member as seen from the structure that it was looked up in.
 *
 * @param name its name
 * @param type its type id
 * @param bitOffset bits from the start of that structure
 * @param bitSize width of a bit field, 0 if it is none
 */
public record Field(String name, int type, long bitOffset, int bitSize) {
    /** Bytes from the start of the structure; for a bit field, of the byte that its first bit is in. */
    public long offset() {
        return bitOffset / 8;
    }

    /** Whether this is a bit field. */
    public boolean isBitField() {
        return bitSize != 0;
    }
}
