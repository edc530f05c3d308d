package dev.rawtap.cli;

import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.contract.LossLedger;
import java.lang.foreign.MemorySegment;

/** How results are printed. Used by the polling thread alone. */
interface Report {
    /**
     * A record whose type is known.
     *
     * @param map the buffer's name
     * @param named whether the name is worth showing: there is more than one buffer
     */
    void event(String map, boolean named, ValueDecoder type, MemorySegment memory, long offset, int length);

    /**
     * A record whose type is not known.
     *
     * @param suggestion what to give to {@code --events}; the same for records of one length
     */
    void unknown(String map, RawRecord record, String suggestion);

    /** A line that a program printed. */
    void printed(String line);

    /** The contents of a map, at the end. */
    void map(MapDump dump);

    /** Global variables that have changed, at the end. */
    void variables(VariableDump dump);

    /** What was lost, at the end. */
    void losses(LossLedger ledger);

    /** Brings out what was printed so far. */
    void flush();
}
