package dev.rawtap.isa;

/** Where a jump or call to an instruction lands when code has been inserted before that instruction. */
public enum Arrivals {
    /** At the inserted code: it runs however the instruction is reached. */
    RUN_INSERTED,
    /** At the instruction itself: the inserted code runs only when control falls into it from above. */
    SKIP_INSERTED
}
