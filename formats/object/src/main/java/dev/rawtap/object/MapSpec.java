package dev.rawtap.object;

import java.util.Arrays;
import java.util.Optional;
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
        Optional<Contents> contents) {

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
        return new MapSpec(
                name, type, keySize, valueSize, maxEntries, flags, keyType, valueType, pinByName, Optional.of(other));
    }

    /** The same map with another number of entries. */
    public MapSpec withMaxEntries(int entries) {
        return new MapSpec(name, type, keySize, valueSize, entries, flags, keyType, valueType, pinByName, contents);
    }
}
