package dev.rawtap.script.run;

import dev.rawtap.base.Span;
import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.contract.LossLedger.Loss;
import dev.rawtap.script.program.CompiledAction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What records tell of texts that could not be read, or not as a whole. For one thread. */
final class TextLosses {
    private final Map<String, Long> failed = new LinkedHashMap<>();
    private final Map<String, Long> cut = new LinkedHashMap<>();

    /** Looks at the texts that a program read into its record. */
    void look(CompiledAction action, MemorySegment memory, long offset) {
        for (int field : action.reads()) {
            long at = offset + action.offsets().get(field);
            if (memory.get(ValueLayout.JAVA_BYTE, at) == 0 && memory.get(ValueLayout.JAVA_BYTE, at + 1) == 0) {
                failed.merge(place(action.at()), 1L, Long::sum);
            }
        }
    }

    /** Texts of an action's event were longer than what a script gives to texts. */
    void cut(CompiledAction action, long texts) {
        cut.merge(place(action.at()), texts, Long::sum);
    }

    List<Loss> losses() {
        var losses = new ArrayList<Loss>();
        failed.forEach((place, count) -> losses.add(new Loss(Kind.READ_FAILED, place, count)));
        cut.forEach((place, count) -> losses.add(new Loss(Kind.TEXT_CUT, place, count)));
        return losses;
    }

    /** How a place in the script is called: {@code stdin:1:12}. */
    static String place(Span at) {
        return "%s:%d:%d".formatted(at.source().name(), at.line(), at.column());
    }
}
