package dev.rawtap.script.program;

import dev.rawtap.script.type.ScriptType;
import java.util.Optional;

/**
 * A map of the script in the object.
 *
 * @param name with its at sign
 * @param object the name of the object's map
 * @param key type of the key; none for a scalar map, which has one entry with a key of 4 or 8 bytes of 0
 * @param value type of a value
 * @param storage how it lies in the object's map
 */
public record CompiledMap(String name, String object, Optional<ScriptType> key, ScriptType value, Storage storage) {
    /** How entries lie in the object's map. Whether it is per CPU says the map's own type. */
    public enum Storage {
        /** Keys as the type lays them out; histograms add the bucket, 8 bytes, at the end. */
        HASH,
        /**
         * The key, a number, is the index into an array; an entry counts as present when its value is not all 0. For histograms of a
         * scalar map the bucket is the index.
         */
        ARRAY
    }
}
