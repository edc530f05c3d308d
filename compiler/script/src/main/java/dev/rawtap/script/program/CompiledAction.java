package dev.rawtap.script.program;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import java.util.List;

/**
 * An action and how its event looks.
 *
 * @param number what the record begins with, inverted, in 4 bytes
 * @param action what to do
 * @param fields the fields' types
 * @param offsets where each begins in the record, in bytes, at least 4
 * @param reads fields that are texts which the program reads right into the record: when that failed their first two bytes are 0, else one
 *     of them is not
 * @param bytes size of the record
 * @param at the place in the script
 */
public record CompiledAction(
        int number,
        ScriptAction action,
        List<ScriptType> fields,
        List<Integer> offsets,
        List<Integer> reads,
        int bytes,
        Span at) {
    /** Copies the lists. */
    public CompiledAction {
        fields = List.copyOf(fields);
        offsets = List.copyOf(offsets);
        reads = List.copyOf(reads);
    }
}
