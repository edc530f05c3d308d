package dev.rawtap.script.typed;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import java.util.List;

/** A function of a script ({@code fn}): a subprogram. */
public record TypedFunction(Signature signature, TypedStatement.Block body, Span at) {
    /**
     * What callers know.
     *
     * @param parameters at most five, each a number or pointer
     */
    public record Signature(String name, List<Local> parameters, ScriptType result) {
        /** Copies the parameters. */
        public Signature {
            parameters = List.copyOf(parameters);
        }
    }
}
