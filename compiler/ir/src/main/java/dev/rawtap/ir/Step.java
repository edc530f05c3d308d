package dev.rawtap.ir;

import dev.rawtap.base.Span;
import org.jspecify.annotations.Nullable;

/**
 * One operation in a block.
 *
 * @param result the value that it defines, or null
 * @param operation what it does
 * @param source the place in the user's text that it comes from, for the verifier's messages, or null
 */
public record Step(
        @Nullable Value result,
        Operation operation,
        @Nullable Span source) {
    /** The same step with another operation. */
    public Step with(Operation other) {
        return new Step(result, other, source);
    }
}
