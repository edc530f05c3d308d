package dev.rawtap.ir.pass;

import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * A rewrite of one operation that looks at what its operands are. {@link SimplifyOperations} applies all rules until none does anything, so
 * each must come nearer to an end.
 */
interface Rule {
    /**
     * Looks at an operation.
     *
     * @param result what it defines, or null
     * @param facts what is known of its operands
     * @return what takes its place, or null when the rule does not apply
     */
    @Nullable
    Rewrite apply(Operation operation, @Nullable Value result, Facts facts);
}
