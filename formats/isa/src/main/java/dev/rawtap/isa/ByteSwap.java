package dev.rawtap.isa;

/** Which byte order a swap instruction makes (RFC 9669 section 4.2). */
public enum ByteSwap {
    /** To little endian, from the machine's order. */
    TO_LITTLE_ENDIAN("le"),
    /** To big endian, from the machine's order. */
    TO_BIG_ENDIAN("be"),
    /** Always swaps (CPU version 4). */
    ALWAYS("bswap");

    private final String mnemonic;

    ByteSwap(String mnemonic) {
        this.mnemonic = mnemonic;
    }

    /** {@code le}, {@code be} or {@code bswap}; the width follows in text. */
    public String mnemonic() {
        return mnemonic;
    }
}
