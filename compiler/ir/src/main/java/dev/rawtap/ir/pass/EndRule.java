package dev.rawtap.ir.pass;

import dev.rawtap.ir.Terminator;
import org.jspecify.annotations.Nullable;

/** A rewrite of the end of a block that looks at what its operands are. */
interface EndRule {
    /** What takes its place, or null when the rule does not apply. */
    @Nullable
    Terminator apply(Terminator end, Facts facts);
}
