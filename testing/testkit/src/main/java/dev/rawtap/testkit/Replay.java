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
 * @param runs by program name, in order; what each test run of the program writes to buffers
 * @param texts by program name; what the program writes when it is iterated
 * @param printed lines of {@code bpf_printk}
 * @param losses the ledger
 */
public record Replay(
        Map<String, List<byte[]>> records,
        Map<String, List<Entry>> entries,
        Map<String, List<Output>> runs,
        Map<String, String> texts,
        List<String> printed,
        LossLedger losses) {
    /** Nothing at all. */
    public static final Replay NOTHING =
            new Replay(Map.of(), Map.of(), Map.of(), Map.of(), List.of(), new LossLedger(List.of()));

    /** A key and its value. */
    public record Entry(byte[] key, byte[] value) {}

    /** A record of a buffer. */
    public record Output(String map, byte[] record) {}

    /** Copies the collections. */
    public Replay {
        records = Map.copyOf(records);
        entries = Map.copyOf(entries);
        runs = Map.copyOf(runs);
        texts = Map.copyOf(texts);
        printed = List.copyOf(printed);
    }

    /** With more events of a buffer. */
    public Replay withRecords(String map, byte[]... more) {
        return new Replay(added(records, map, List.of(more)), entries, runs, texts, printed, losses);
    }

    /** With an entry of a map. */
    public Replay withEntry(String map, byte[] key, byte[] value) {
        return new Replay(records, added(entries, map, List.of(new Entry(key, value))), runs, texts, printed, losses);
    }

    /** With more records that each test run of a program writes to a buffer. */
    public Replay withRun(String program, String map, byte[]... more) {
        var outputs = new ArrayList<Output>();
        for (byte[] record : more) {
            outputs.add(new Output(map, record));
        }
        return new Replay(records, entries, added(runs, program, outputs), texts, printed, losses);
    }

    /** With what an iterator writes. */
    public Replay withText(String program, String text) {
        var all = new LinkedHashMap<>(texts);
        all.put(program, text);
        return new Replay(records, entries, runs, all, printed, losses);
    }

    /** With printed lines. */
    public Replay withPrinted(String... lines) {
        return new Replay(records, entries, runs, texts, List.of(lines), losses);
    }

    /** With a ledger. */
    public Replay withLosses(LossLedger ledger) {
        return new Replay(records, entries, runs, texts, printed, ledger);
    }

    private static <T> Map<String, List<T>> added(Map<String, List<T>> old, String key, List<T> more) {
        var all = new LinkedHashMap<>(old);
        var list = new ArrayList<>(all.getOrDefault(key, List.of()));
        list.addAll(more);
        all.put(key, List.copyOf(list));
        return all;
    }
}
