package dev.rawtap.ir.pass;

import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;

/** What a {@link Rule} makes of an operation. */
sealed interface Rewrite {
    /** The result is another value: the operation goes. */
    record Same(Value value) implements Rewrite {}

    /** Another operation takes its place. */
    record Becomes(Operation operation) implements Rewrite {}
}
