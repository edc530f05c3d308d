package dev.rawtap.contract;

import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    /**
     * Sets the map that a map of maps holds under a key; {@link #lookup} gives its number.
     *
     * @param held a map of the same engine, of the declared shape; it stays there when it is closed
     * @throws dev.rawtap.base.RawtapException if this is no map of maps, or {@code held} has another shape
     */
    void hold(byte[] key, BpfMap held);

    /**
     * Sets the program that a program array holds under a key: what a tail call with that index goes on with.
     *
     * @param held a program of the same engine, of the kind of those that call it
     * @throws dev.rawtap.base.RawtapException if this is no program array, or {@code held} is of another kind
     */
    void hold(byte[] key, Program held);

    /** Removes a key; false if it was not there. */
    boolean delete(byte[] key);

    /** Removes a key and gives its value; for queues and stacks the key is empty. */
    Optional<byte[]> take(byte[] key);

    /**
     * Gives every entry to {@code visitor}, in as few system calls as the engine can. Entries that come or go
     * meanwhile may be seen or not; none is seen twice.
     */
    void forEach(EntryVisitor visitor);

    /**
     * Sets the values of many keys, whether they exist or not, in as few system calls as the engine can. Not in one step:
     * others see the entries come, and those before one that fails are set.
     *
     * @param keys keys
     * @param values as many values, in the order of the keys
     */
    void updateAll(List<byte[]> keys, List<byte[]> values);

    /**
     * Removes many keys, in as few system calls as the engine can. Those that are not there are passed over.
     *
     * @return how many were there
     */
    int deleteAll(List<byte[]> keys);

    /**
     * Removes every entry that is there now; of arrays of values, whose keys cannot go, it sets every value to zeroes. What
     * programs put meanwhile may stay or not.
     */
    default void clear() {
        boolean holds = spec().type().holdsMaps() || spec().type() == MapType.PROGRAM_ARRAY;
        if (spec().type().numbered() && !holds) {
            zero();
            return;
        }
        var keys = new ArrayList<byte[]>();
        forEach((key, value) -> keys.add(key));
        deleteAll(keys);
    }

    /** Sets every value that is there now to zeroes, keys stay; counts that programs add meanwhile may be lost. */
    default void zero() {
        var keys = new ArrayList<byte[]>();
        forEach((key, value) -> keys.add(key));
        updateAll(keys, Collections.nCopies(keys.size(), new byte[valueBytes()]));
    }

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
