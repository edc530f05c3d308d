package dev.rawtap.script.program;

import dev.rawtap.script.type.ScriptType;
import java.util.Optional;

/**
 * A map of the script in the object.
 *
 * @param name with its at sign
 * @param object the name of the object's map
 * @param key type of the key; none for a scalar map
 * @param value type of a value
 * @param storage how it lies in the object's map
 */
public record CompiledMap(String name, String object, Optional<ScriptType> key, ScriptType value, Storage storage) {
    /** How entries lie in the object's map. */
    public sealed interface Storage {
        /**
         * Keys as the type lays them out, 8 bytes of 0 for a scalar; histograms and series add the bucket, 8 bytes, at the end. Per CPU
         * if the map's own type is.
         */
        record Hash() implements Storage {}

        /**
         * A scalar map as the one value of an array: the value, then at {@code presence} 8 bytes that are not 0 when it is there.
         *
         * @param presence offset in bytes
         */
        record Single(int presence) implements Storage {}

        /**
         * An aggregation as the one value of an array, cut into one piece for each possible CPU. A piece has one slot for each key from 0
         * on (a scalar has one), for histograms one for each bucket of each key. A slot is there when {@code presence} is negative and
         * it is not all 0, or when the 8 bytes at {@code presence} are not 0.
         *
         * @param stride bytes of one CPU's piece, a power of two
         * @param keys keys in it
         * @param slots slots of a key
         * @param slotBytes bytes of a slot
         * @param presence offset in a slot, or -1
         * @param beyond the object's map of the keys that have no place here, stored as {@link Hash}
         */
        record PerCpu(int stride, int keys, int slots, int slotBytes, int presence, Optional<String> beyond)
                implements Storage {
            /** Bytes of one key's slots. */
            public int keyBytes() {
                return slots * slotBytes;
            }
        }
    }
}
