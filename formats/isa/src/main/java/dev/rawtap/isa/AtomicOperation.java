package dev.rawtap.isa;

/** What an atomic read-modify-write does (RFC 9669 section 5.3). */
public enum AtomicOperation {
    /** {@code +=}. */
    ADD(0x00),
    /** {@code |=}. */
    OR(0x40),
    /** {@code &=}. */
    AND(0x50),
    /** {@code ^=}. */
    XOR(0xa0),
    /** Swaps memory and the source register; always fetches. */
    EXCHANGE(0xe0),
    /** Stores the source if memory equals R0; R0 gets the old value; always fetches. */
    COMPARE_EXCHANGE(0xf0);

    private final int code;

    AtomicOperation(int code) {
        this.code = code;
    }

    /** Whether the form without fetching does not exist. */
    public boolean alwaysFetches() {
        return this == EXCHANGE || this == COMPARE_EXCHANGE;
    }

    /** The immediate without its fetch bit. */
    int code() {
        return code;
    }
}
