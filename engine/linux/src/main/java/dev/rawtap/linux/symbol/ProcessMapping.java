package dev.rawtap.linux.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /proc/PID/maps}.
 *
 * @param start its first address
 * @param end the address behind it
 * @param executable whether code may run there
 * @param offset bytes from the file's start to the mapping's
 * @param inode of the file, 0 without one
 * @param path of the file, or a name such as {@code [vdso]}; empty without either
 */
record ProcessMapping(long start, long end, boolean executable, long offset, long inode, String path) {
    private static final String DELETED = " (deleted)";
    private static final int COLUMNS = 6;

    /** The mappings of a whole file. */
    static List<ProcessMapping> all(String text) {
        var mappings = new ArrayList<ProcessMapping>();
        text.lines().forEach(line -> parse(line).ifPresent(mappings::add));
        return List.copyOf(mappings);
    }

    /** Reads {@code START-END PERMISSIONS OFFSET DEVICE INODE PATH}; empty for another line. */
    static Optional<ProcessMapping> parse(String line) {
        String[] columns = line.split(" +", COLUMNS);
        int dash = line.indexOf('-');
        if (columns.length < COLUMNS - 1 || dash < 0) {
            return Optional.empty();
        }
        String path = columns.length < COLUMNS ? "" : columns[COLUMNS - 1];
        try {
            return Optional.of(new ProcessMapping(
                    Long.parseUnsignedLong(columns[0], 0, dash, 16),
                    Long.parseUnsignedLong(columns[0], dash + 1, columns[0].length(), 16),
                    columns[1].contains("x"),
                    Long.parseUnsignedLong(columns[2], 16),
                    Long.parseLong(columns[4]),
                    path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path));
        } catch (NumberFormatException other) {
            return Optional.empty();
        }
    }

    /** Whether an address lies in it. */
    boolean holds(long address) {
        return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
    }

    /** Whether it is of a file that can be read, not of memory. */
    boolean ofFile() {
        return inode != 0 && path.startsWith("/");
    }

    /** Bytes from the file's start to what is mapped at an address; from the mapping's start if it has no file. */
    long offsetOf(long address) {
        return address - start + offset;
    }
}
