package dev.rawtap.testkit;

import dev.rawtap.contract.LossLedger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link MemoryEngine} gives instead of running programs.
 *
 * @param records by map name, in order; each is one event of that buffer
 * @param entries by map name; put into the map when it is made
 * @param printed lines of {@code bpf_printk}
 * @param losses the ledger
 */
public record Replay(
        Map<String, List<byte[]>> records, Map<String, List<Entry>> entries, List<String> printed, LossLedger losses) {
    /** Nothing at all. */
    public static final Replay NOTHING = new Replay(Map.of(), Map.of(), List.of(), new LossLedger(List.of()));

    /** A key and its value. */
    public record Entry(byte[] key, byte[] value) {}

    /** Copies the collections. */
    public Replay {
        records = Map.copyOf(records);
        entries = Map.copyOf(entries);
        printed = List.copyOf(printed);
    }

    /** With more events of a buffer. */
    public Replay withRecords(String map, byte[]... more) {
        return new Replay(added(records, map, List.of(more)), entries, printed, losses);
    }

    /** With an entry of a map. */
    public Replay withEntry(String map, byte[] key, byte[] value) {
        return new Replay(records, added(entries, map, List.of(new Entry(key, value))), printed, losses);
    }

    /** With printed lines. */
    public Replay withPrinted(String... lines) {
        return new Replay(records, entries, List.of(lines), losses);
    }

    /** With a ledger. */
    public Replay withLosses(LossLedger ledger) {
        return new Replay(records, entries, printed, ledger);
    }

    private static <T> Map<String, List<T>> added(Map<String, List<T>> old, String key, List<T> more) {
        var all = new LinkedHashMap<>(old);
        var list = new ArrayList<>(all.getOrDefault(key, List.of()));
        list.addAll(more);
        all.put(key, List.copyOf(list));
        return all;
    }
}
