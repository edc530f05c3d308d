package dev.rawtap.linux.symbol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.rawtap.contract.Host.Symbol;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/** The functions of an ELF file by address; names are read where they lie in the file. Immutable. */
final class FunctionTable {
    static final FunctionTable EMPTY =
            new FunctionTable(MemorySegment.ofArray(new byte[0]), new long[0], new long[0], new int[0]);

    private static final int FUNCTION = 2;
    private static final int INDIRECT_FUNCTION = 10;
    private static final int GLOBAL = 1;
    private static final int WEAK = 2;

    private static final int LOCAL = 100;

    /** How many functions before the nearest one may hold an address: those that hold another function. */
    private static final int NESTED = 8;

    private final MemorySegment names;
    private final long[] addresses;
    private final long[] sizes;
    private final int[] nameOffsets;

    private FunctionTable(MemorySegment names, long[] addresses, long[] sizes, int[] nameOffsets) {
        this.names = names;
        this.addresses = addresses;
        this.sizes = sizes;
        this.nameOffsets = nameOffsets;
    }

    /** Those of the file's own symbols; of the dynamic ones if it has no others. Empty for a broken file. */
    static FunctionTable of(ElfImage image) {
        try {
            return image.section(ElfImage.SYMBOLS)
                    .or(() -> image.section(ElfImage.DYNAMIC_SYMBOLS))
                    .map(section -> read(image, section))
                    .orElse(EMPTY);
        } catch (IndexOutOfBoundsException | InternalError broken) {
            return EMPTY; // InternalError: the file shrank under its mapping
        }
    }

    private static FunctionTable read(ElfImage image, ElfImage.Section section) {
        MemorySegment names =
                image.sectionAt(section.link()).map(image::contents).orElse(EMPTY.names);
        var reading = new Reading(image.contents(section), names, image.wide());
        reading.run();
        return reading.result();
    }

    /** How many there are. */
    int size() {
        return addresses.length;
    }

    /** The function that holds an address; the one that starts last, if several do. */
    Optional<Symbol> find(long address) {
        int at = Arrays.binarySearch(addresses, address);
        int last = at < 0 ? -at - 2 : at;
        for (int i = last; i >= 0 && i > last - NESTED; i--) {
            // A function of assembly may have no size: it reaches to the next one.
            if (address - addresses[i] < sizes[i] || (sizes[i] == 0 && i == last)) {
                return Optional.of(new Symbol(name(i), address - addresses[i]));
            }
        }
        return Optional.empty();
    }

    private String name(int index) {
        try {
            String name = names.getString(Integer.toUnsignedLong(nameOffsets[index]));
            // A linker appends the version of what has several: clock_nanosleep@GLIBC_2.2.5.
            int version = name.indexOf('@');
            return version > 0 ? name.substring(0, version) : name;
        } catch (IndexOutOfBoundsException | InternalError broken) {
            return "";
        }
    }

    /** One pass over a table of symbols. */
    private static final class Reading {
        private final MemorySegment symbols;
        private final MemorySegment names;
        private final boolean wide;
        private final int step;
        private final long[] addresses;
        private final long[] sizes;
        private final int[] nameOffsets;
        private final byte[] bindings;
        private int count;

        Reading(MemorySegment symbols, MemorySegment names, boolean wide) {
            this.symbols = symbols;
            this.names = names;
            this.wide = wide;
            this.step = wide ? 24 : 16;
            int most = Math.toIntExact(symbols.byteSize() / step);
            this.addresses = new long[most];
            this.sizes = new long[most];
            this.nameOffsets = new int[most];
            this.bindings = new byte[most];
        }

        /** In 32 bits, address and size come before the bytes of binding, type and section, in 64 behind them. */
        void run() {
            for (long at = 0; at + step <= symbols.byteSize(); at += step) {
                int info = symbols.get(JAVA_BYTE, at + (wide ? 4 : 12));
                int type = info & 0xf;
                int section = symbols.get(JAVA_SHORT_UNALIGNED, at + (wide ? 6 : 14));
                if ((type == FUNCTION || type == INDIRECT_FUNCTION) && section != 0) {
                    addresses[count] = word(at + 8, at + 4);
                    sizes[count] = word(at + 16, at + 8);
                    nameOffsets[count] = symbols.get(JAVA_INT_UNALIGNED, at);
                    bindings[count++] = (byte) (info >> 4 & 0xf);
                }
            }
        }

        private long word(long wideOffset, long narrowOffset) {
            return wide
                    ? symbols.get(JAVA_LONG_UNALIGNED, wideOffset)
                    : Integer.toUnsignedLong(symbols.get(JAVA_INT_UNALIGNED, narrowOffset));
        }

        /** Of several names for one place the lowest counts: what others may call, by the name with fewer underscores. */
        private int rank(int symbol) {
            long name = Integer.toUnsignedLong(nameOffsets[symbol]);
            int underscores = 0;
            while (names.get(JAVA_BYTE, name + underscores) == '_') {
                underscores++;
            }
            int binding = bindings[symbol];
            return (binding == GLOBAL || binding == WEAK ? 0 : LOCAL) + 2 * underscores + (binding == WEAK ? 1 : 0);
        }

        FunctionTable result() {
            int[] order = AddressOrder.of(addresses, count);
            long[] sortedAddresses = new long[count];
            long[] sortedSizes = new long[count];
            int[] sortedNames = new int[count];
            int kept = 0;
            int before = 0;
            for (int i : order) {
                boolean same = kept > 0 && sortedAddresses[kept - 1] == addresses[i];
                if (same && rank(before) <= rank(i)) {
                    continue;
                }
                before = i;
                int to = same ? kept - 1 : kept++;
                sortedAddresses[to] = addresses[i];
                sortedSizes[to] = sizes[i];
                sortedNames[to] = nameOffsets[i];
            }
            return new FunctionTable(
                    names,
                    Arrays.copyOf(sortedAddresses, kept),
                    Arrays.copyOf(sortedSizes, kept),
                    Arrays.copyOf(sortedNames, kept));
        }
    }
}
