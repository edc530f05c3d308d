package dev.rawtap.script.output;

import java.util.List;

/**
 * A map as it was read.
 *
 * @param name with its {@code @}
 * @param entries in any order; the one entry of a scalar map has {@link ScriptValue.Nothing} as its key. A scalar map that
 *     was never assigned has no entry, but {@code print} shows its zero: hand it over as an entry then
 */
public record ScriptMap(String name, List<Entry> entries) {
    /** Copies the entries. */
    public ScriptMap {
        entries = List.copyOf(entries);
    }

    /** A map without a key. */
    public static ScriptMap scalar(String name, ScriptValue value) {
        return new ScriptMap(name, List.of(new Entry(ScriptValue.Nothing.NOTHING, value)));
    }

    /** One key and its value. */
    public record Entry(ScriptValue key, ScriptValue value) {
        /** Whether this is the entry of a scalar map. */
        public boolean scalar() {
            return key instanceof ScriptValue.Nothing;
        }
    }
}
