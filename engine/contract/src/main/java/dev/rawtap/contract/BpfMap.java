package dev.rawtap.contract;

import dev.rawtap.object.MapSpec;
import java.util.Optional;

/**
 * A loaded map. Thread-safe; lives as long as its {@link Loaded} object.
 *
 * <p>Keys and values are bytes in the host's order, of exactly {@link MapSpec#keySize()} and {@link #valueBytes()}
 * bytes. The value of a per-CPU map is one value for each possible CPU in turn, each rounded up to 8 bytes.
 */
public interface BpfMap {
    /** What was loaded. */
    MapSpec spec();

    /** Its name. */
    default String name() {
        return spec().name();
    }

    /** Bytes of a value as this interface takes and gives it. */
    int valueBytes();

    /** The value of a key. */
    Optional<byte[]> lookup(byte[] key);

    /** Sets the value of a key. */
    void update(byte[] key, byte[] value, UpdateMode mode);

    /** Removes a key; false if it was not there. */
    boolean delete(byte[] key);

    /** Removes a key and gives its value; for queues and stacks the key is empty. */
    Optional<byte[]> take(byte[] key);

    /**
     * Gives every entry to {@code visitor}, in as few system calls as the engine can. Entries that come or go
     * meanwhile may be seen or not; none is seen twice.
     */
    void forEach(EntryVisitor visitor);

    /** Sees one entry at a time. */
    @FunctionalInterface
    interface EntryVisitor {
        /** Both arrays are the visitor's to keep. */
        void entry(byte[] key, byte[] value);
    }

    /** What an update may do. */
    enum UpdateMode {
        /** Create or replace. */
        ANY,
        /** Only create. */
        CREATE,
        /** Only replace. */
        REPLACE
    }
}
