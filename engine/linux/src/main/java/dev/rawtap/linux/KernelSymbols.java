package dev.rawtap.linux;

import dev.rawtap.contract.Host.Symbol;
import dev.rawtap.linux.symbol.AddressOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Kernel symbols by address, from {@code /proc/kallsyms}: 122,000 lines here, kept as the file's bytes and two arrays.
 * Empty where addresses are hidden (kernel.kptr_restrict, no CAP_SYSLOG). Immutable.
 */
public final class KernelSymbols {
    /** Further from a symbol's start than any function or table is long: the address belongs to nothing. */
    private static final long LONGEST = 16 << 20;

    /** Where the name starts in a line: after sixteen digits, a type, and a space each. */
    private static final int NAME = 19;

    private final byte[] text;
    private final long[] addresses;

    /** Where each symbol's line starts in the text, in the order of {@code addresses}. */
    private final int[] lines;

    private KernelSymbols(byte[] text, long[] addresses, int[] lines) {
        this.text = text;
        this.addresses = addresses;
        this.lines = lines;
    }

    /** Reads all symbols, which takes some tens of milliseconds. */
    public static KernelSymbols read(SystemFiles files) {
        return parse(files.bytes("/proc/kallsyms").orElse(new byte[0]));
    }

    /** Lines of {@code ADDRESS TYPE NAME [MODULE]}. Symbols at 0 and absolute ones (per-CPU offsets) are left out. */
    static KernelSymbols parse(byte[] text) {
        long[] addresses = new long[text.length / 24 + 1];
        int[] lines = new int[addresses.length];
        int count = 0;
        boolean sorted = true;
        for (int line = 0; line < text.length; line = endOfLine(text, line) + 1) {
            long address = address(text, line);
            if (address < 0) { // the kernel's half has the sign bit
                if (count == addresses.length) {
                    addresses = Arrays.copyOf(addresses, count * 2);
                    lines = Arrays.copyOf(lines, count * 2);
                }
                sorted &= count == 0 || addresses[count - 1] <= address;
                addresses[count] = address;
                lines[count++] = line;
            }
        }
        return sorted
                ? new KernelSymbols(text, Arrays.copyOf(addresses, count), Arrays.copyOf(lines, count))
                : sort(text, Arrays.copyOf(addresses, count), lines);
    }

    /** Sorts by address; symbols of one address stay in the file's order. */
    private static KernelSymbols sort(byte[] text, long[] addresses, int[] lines) {
        int count = addresses.length;
        int[] order = AddressOrder.of(addresses, count);
        long[] sortedAddresses = new long[count];
        int[] sortedLines = new int[count];
        for (int i = 0; i < count; i++) {
            sortedAddresses[i] = addresses[order[i]];
            sortedLines[i] = lines[order[i]];
        }
        return new KernelSymbols(text, sortedAddresses, sortedLines);
    }

    /** How many there are; 0 where addresses are hidden. */
    public int size() {
        return addresses.length;
    }

    /** The symbol that starts last at or before {@code address}; of several at one place the first in the file. */
    public Optional<Symbol> find(long address) {
        int at = Arrays.binarySearch(addresses, address);
        at = at < 0 ? -at - 2 : at;
        if (address >= 0 || at < 0 || address - addresses[at] >= LONGEST) {
            return Optional.empty();
        }
        while (at > 0 && addresses[at - 1] == addresses[at]) {
            at--;
        }
        return Optional.of(new Symbol(name(lines[at]), address - addresses[at]));
    }

    /** The addresses of the symbols of that name, ascending. */
    public List<Long> addresses(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        var found = new ArrayList<Long>();
        for (int i = 0; i < addresses.length; i++) {
            int start = lines[i] + NAME;
            if (Arrays.equals(text, start, nameEnd(start), wanted, 0, wanted.length)) {
                found.add(addresses[i]);
            }
        }
        return found;
    }

    private String name(int line) {
        int start = line + NAME;
        return new String(text, start, nameEnd(start) - start, StandardCharsets.UTF_8);
    }

    private int nameEnd(int start) {
        int end = start;
        while (end < text.length && text[end] > ' ') {
            end++;
        }
        return end;
    }

    private static int endOfLine(byte[] text, int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    /** The address of a line; 0, which is no symbol's, if the line is not one of sixteen digits, a type and a name. */
    private static long address(byte[] text, int line) {
        if (text.length <= line + NAME || text[line + 16] != ' ' || text[line + 18] != ' ') {
            return 0;
        }
        long value = 0;
        for (int i = line; i < line + 16; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return 0;
            }
            value = (value << 4) | digit;
        }
        return value;
    }
}
