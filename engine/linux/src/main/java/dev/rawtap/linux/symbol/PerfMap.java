package dev.rawtap.linux.symbol;

import dev.rawtap.contract.Host.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Functions that a virtual machine has compiled, as it lists them for perf: lines of {@code START SIZE NAME}, the numbers
 * hexadecimal. Code that was thrown away stays listed; a later line for the same place counts. Immutable.
 */
final class PerfMap {
    static final PerfMap EMPTY = new PerfMap(new byte[0]);

    private final TreeMap<Long, Entry> entries = new TreeMap<>(Long::compareUnsigned);

    private record Entry(long size, String name) {}

    private PerfMap(byte[] text) {
        new String(text, StandardCharsets.UTF_8).lines().forEach(this::add);
    }

    /** Reads a list; lines of another form are passed over. */
    static PerfMap parse(byte[] text) {
        return new PerfMap(text);
    }

    private void add(String line) {
        String[] columns = line.split(" +", 3);
        if (columns.length == 3) {
            try {
                long start = address(columns[0]);
                entries.put(start, new Entry(address(columns[1]), columns[2].strip()));
            } catch (NumberFormatException notAFunction) {
                return;
            }
        }
    }

    private static long address(String text) {
        return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
    }

    /** Whether it lists nothing. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The function that holds an address. */
    Optional<Symbol> find(long address) {
        Map.Entry<Long, Entry> floor = entries.floorEntry(address);
        return floor == null || Long.compareUnsigned(address - floor.getKey(), floor.getValue().size) >= 0
                ? Optional.empty()
                : Optional.of(new Symbol(floor.getValue().name, address - floor.getKey()));
    }
}
