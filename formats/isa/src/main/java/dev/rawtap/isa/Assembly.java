package dev.rawtap.isa;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.InvalidInputException;
import java.util.List;

/**
 * What {@link AssemblyParser} made of a text.
 *
 * @param code the instructions; empty if there are problems
 * @param problems what is wrong, in the order of the lines
 */
public record Assembly(List<Instruction> code, List<Diagnostic> problems) {
    /** Copies both lists. */
    public Assembly {
        code = List.copyOf(code);
        problems = List.copyOf(problems);
    }

    /**
     * The instructions.
     *
     * @throws InvalidInputException with the first problem and its place, if there is one
     */
    public List<Instruction> orThrow() {
        if (problems.isEmpty()) {
            return code;
        }
        var first = problems.getFirst();
        throw new InvalidInputException(
                "%s:%d:%d: %s"
                        .formatted(
                                first.at().source().name(),
                                first.at().line(),
                                first.at().column(),
                                first.message()),
                first.hints().isEmpty() ? null : first.hints().getFirst());
    }
}
