package dev.rawtap.contract;

import dev.rawtap.object.GlobalVariable;

/** A global variable of a loaded object. Thread-safe; only its own bytes are read and written. */
public interface Variable {
    /** Where it is and what type it has. */
    GlobalVariable spec();

    /** Its bytes now, in the host's order. */
    byte[] bytes();

    /** Sets its bytes; refused for a constant. */
    void set(byte[] bytes);

    /** An integer of 1, 2, 4 or 8 bytes, sign-extended if its type is signed. */
    long number();

    /** Sets an integer of 1, 2, 4 or 8 bytes; a number that does not fit is refused. */
    void set(long number);
}
