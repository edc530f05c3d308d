package dev.rawtap.isa;

/** What to do with a jump that 16 bits cannot reach. */
public enum LongJumps {
    /**
     * Write {@code gotol}, for kernels from 6.6 on. A branch becomes three instructions: the branch over a jump over
     * the {@code gotol}.
     */
    ALLOWED,
    /** Refuse with an error that names the instruction and the distance. */
    REFUSED
}
