package dev.rawtap.object;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A map as a value.
 *
 * @param name the C name; the kernel sees its first 15 bytes
 * @param type what kind of map
 * @param keySize bytes of a key, 0 for rings
 * @param valueSize bytes of a value, of one CPU's value for per-CPU maps, 0 for rings
 * @param maxEntries entries; for rings the size in bytes; 0 where the loader chooses (one per CPU)
 * @param flags BPF_F_* of map creation
 * @param keyType id of the key's type in the object's BTF, 0 if undeclared
 * @param valueType id of the value's type in the object's BTF, 0 if undeclared
 * @param pinByName true for {@code LIBBPF_PIN_BY_NAME}
 * @param contents the first value, for global data
 * @param inner the shape of the maps that a map of maps holds
 * @param values for a map of maps the maps, for a program array the programs, that it holds when loaded: their names in
 *     the object, by index or by a key of that number
 */
public record MapSpec(
        String name,
        MapType type,
        int keySize,
        int valueSize,
        int maxEntries,
        int flags,
        int keyType,
        int valueType,
        boolean pinByName,
        Optional<Contents> contents,
        Optional<MapSpec> inner,
        Map<Integer, String> values) {
    /** Copies the values. */
    public MapSpec {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** A map that holds neither maps nor programs. */
    public MapSpec(
            String name,
            MapType type,
            int keySize,
            int valueSize,
            int maxEntries,
            int flags,
            int keyType,
            int valueType,
            boolean pinByName,
            Optional<Contents> contents) {
        this(
                name,
                type,
                keySize,
                valueSize,
                maxEntries,
                flags,
                keyType,
                valueType,
                pinByName,
                contents,
                Optional.empty(),
                Map.of());
    }

    /**
     * Initial bytes of a global data section.
     *
     * @param bytes all of the section, copied
     * @param constant true for {@code .rodata}: frozen before programs are loaded, so that the verifier knows it
     */
    public record Contents(byte[] bytes, boolean constant) {
        /** Copies the bytes. */
        public Contents {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Contents that && constant == that.constant && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + (constant ? " constant bytes" : " bytes");
        }
    }

    /** A plain map without BTF types. */
    public static MapSpec of(String name, MapType type, int keySize, int valueSize, int maxEntries) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, 0, 0, 0, false, Optional.empty());
    }

    /** The same map with other contents. */
    public MapSpec withContents(Contents other) {
        return with(Optional.of(other), inner, values);
    }

    /** The same map with another number of entries. */
    public MapSpec withMaxEntries(int entries) {
        return withShape(keySize, valueSize, entries);
    }

    /** The same map with other sizes. */
    public MapSpec withShape(int keyBytes, int valueBytes, int entries) {
        return new MapSpec(
                name,
                type,
                keyBytes,
                valueBytes,
                entries,
                flags,
                keyType,
                valueType,
                pinByName,
                contents,
                inner,
                values);
    }

    /** The same map for maps of this shape, or for none. */
    public MapSpec withInner(Optional<MapSpec> shape) {
        return with(contents, shape, values);
    }

    /** The same map, holding these maps or programs when it is loaded. */
    public MapSpec withValues(Map<Integer, String> names) {
        return with(contents, inner, names);
    }

    private MapSpec with(
            Optional<Contents> otherContents, Optional<MapSpec> otherInner, Map<Integer, String> otherValues) {
        return new MapSpec(
                name,
                type,
                keySize,
                valueSize,
                maxEntries,
                flags,
                keyType,
                valueType,
                pinByName,
                otherContents,
                otherInner,
                otherValues);
    }
}
