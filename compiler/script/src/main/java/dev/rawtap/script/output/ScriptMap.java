package dev.rawtap.script.output;

import java.util.List;

/**
 * A map as it was read.
 *
 * @param name with its {@code @}
 * @param entries in any order; the one entry of a scalar map has {@link ScriptValue.Nothing} as its key. A scalar map that
 *     was never assigned has no entry, but {@code print} shows its zero: hand it over as an entry then
 * @param averages whether the values are averages or statistics; an empty map of these is an empty object in JSON, any other
 *     is left out
 */
public record ScriptMap(String name, List<Entry> entries, boolean averages) {
    /** Copies the entries. */
    public ScriptMap {
        entries = List.copyOf(entries);
    }

    /** A map of other values than averages, or one that is not empty. */
    public ScriptMap(String name, List<Entry> entries) {
        this(name, entries, false);
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
