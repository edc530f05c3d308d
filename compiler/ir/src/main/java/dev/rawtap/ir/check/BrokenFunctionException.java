package dev.rawtap.ir.check;

/** A function breaks a rule: a bug of the compiler, never of a user's program. The message ends with the printed function. */
public final class BrokenFunctionException extends IllegalStateException {
    /** What is wrong and where. */
    BrokenFunctionException(String message) {
        super(message);
    }
}
