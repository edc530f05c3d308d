package dev.rawtap.ir;

import dev.rawtap.base.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps without a branch between them.
 *
 * @param label unique in its function
 * @param parameters values that the edges into it give
 * @param steps in order
 * @param end how it ends
 * @param endSource the place in the user's text that the end comes from, or null
 */
public record Block(
        String label,
        List<Value> parameters,
        List<Step> steps,
        Terminator end,
        @Nullable Span endSource) {
    /** Copies the lists. */
    public Block {
        parameters = List.copyOf(parameters);
        steps = List.copyOf(steps);
    }

    /** The same block with other steps. */
    public Block withSteps(List<Step> other) {
        return new Block(label, parameters, other, end, endSource);
    }

    /** The same block with another end. */
    public Block withEnd(Terminator other) {
        return new Block(label, parameters, steps, other, endSource);
    }
}
