package dev.rawtap.cli;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A record of unknown type: its bytes, and what in them looks like text. */
final class RawRecord {
    /** Shorter runs of printable characters are chance. */
    private static final int SHORTEST_TEXT = 3;

    /**
     * Something that looks like text.
     *
     * @param offset where it starts
     * @param length its characters, without the NUL
     */
    private record Run(int offset, int length) {}

    private final byte[] bytes;
    private final List<Run> runs;

    private RawRecord(byte[] bytes) {
        this.bytes = bytes;
        this.runs = runs(bytes);
    }

    /** A copy of a record. */
    static RawRecord of(MemorySegment memory, long offset, int length) {
        return new RawRecord(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
    }

    /** Its length in bytes. */
    int length() {
        return bytes.length;
    }

    /** All bytes in hexadecimal. */
    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** What looks like text. */
    List<String> texts() {
        return runs.stream()
                .map(run -> new String(bytes, run.offset, run.length, StandardCharsets.US_ASCII))
                .toList();
    }

    /**
     * C members that fit the bytes: a character array where text is, as long as the zeros after it go, {@code u32}
     * elsewhere. A first guess, to be corrected by who knows the program.
     */
    String guess() {
        List<String> members = new ArrayList<>();
        int at = 0;
        for (Run run : runs) {
            numbers(members, at, run.offset);
            int end = endOfZeros(run);
            members.add("char text%d[%d]".formatted(run.offset, end - run.offset));
            at = end;
        }
        numbers(members, at, bytes.length);
        return String.join("; ", members);
    }

    private static void numbers(List<String> members, int from, int to) {
        int at = from;
        for (; at + 4 <= to; at += 4) {
            members.add("u32 field" + at);
        }
        for (; at < to; at++) {
            members.add("u8 field" + at);
        }
    }

    private int endOfZeros(Run run) {
        int end = run.offset + run.length;
        while (end < bytes.length && bytes[end] == 0) {
            end++;
        }
        return end == bytes.length ? end : end & ~3;
    }

    /** Runs of printable characters that a NUL ends and that start where a member may. */
    private static List<Run> runs(byte[] bytes) {
        List<Run> runs = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += 4) {
            int end = start;
            while (end < bytes.length && bytes[end] >= ' ' && bytes[end] < 0x7f) {
                end++;
            }
            if (end - start >= SHORTEST_TEXT && end < bytes.length && bytes[end] == 0) {
                runs.add(new Run(start, end - start));
                start = end & ~3;
            }
        }
        return runs;
    }
}
