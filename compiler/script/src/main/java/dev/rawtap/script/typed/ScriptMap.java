package dev.rawtap.script.typed;

import dev.rawtap.script.type.ScriptType;
import java.util.Optional;

/**
 * A map of a script.
 *
 * @param name with its at sign, {@code @} alone too
 * @param key type of the key; several parts are a tuple; none for a scalar map
 * @param value type of a value; an {@link ScriptType.Aggregation} where only an aggregation function writes
 * @param declared what {@code let @m = …(N)} says
 * @param maxEntries how many entries at most
 */
public record ScriptMap(
        String name, Optional<ScriptType> key, ScriptType value, Optional<Declared> declared, int maxEntries) {
    /** Kinds that a declaration can ask for. */
    public enum Declared {
        /** {@code hash}. */
        HASH,
        /** {@code lruhash}. */
        LRU_HASH,
        /** {@code percpuhash}. */
        PERCPU_HASH,
        /** {@code percpulruhash}. */
        PERCPU_LRU_HASH
    }
}
