package dev.rawtap.btf;

import dev.rawtap.base.ByteCursor;
import dev.rawtap.base.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A {@code .BTF.ext} section: which functions, source lines and relocations belong to the instructions of each ELF
 * section (Documentation/bpf/btf.rst, 6.18).
 *
 * <p>Lists are in the file's order. Instruction offsets are in bytes. Immutable.
 */
public final class BtfExt {
    /** Number of record kinds known: functions, lines, relocations. */
    private static final int PARTS = 3;

    private static final List<CoreRelocation.Kind> KINDS = List.of(CoreRelocation.Kind.values());

    private final Map<String, List<FunctionInfo>> functions;
    private final Map<String, List<LineInfo>> lines;
    private final Map<String, List<CoreRelocation>> relocations;

    private BtfExt(
            Map<String, List<FunctionInfo>> functions,
            Map<String, List<LineInfo>> lines,
            Map<String, List<CoreRelocation>> relocations) {
        this.functions = functions;
        this.lines = lines;
        this.relocations = relocations;
    }

    /**
     * Reads the section.
     *
     * @param name the file's name for errors
     * @param btf the {@code .BTF} section of the same file, whose strings and types it refers to
     * @throws MalformedException if anything in it is broken
     */
    public static BtfExt read(String name, MemorySegment bytes, Btf btf) {
        var cursor = new ByteCursor(name, bytes, btf.order());
        if (cursor.u16(0) != BtfBytes.MAGIC) {
            throw cursor.malformed(0, "magic 0x%04x is not BTF's 0xeb9f".formatted(cursor.u16(0)));
        }
        long headerLength = cursor.u32(4);
        if (headerLength < 24 || headerLength > cursor.size()) {
            throw cursor.malformed(4, "header length %d, section has %d bytes".formatted(headerLength, cursor.size()));
        }
        var parts = new ByteCursor[PARTS];
        for (int part = 0; part < PARTS; part++) {
            int field = 8 + part * 8;
            // Files of before CO-RE have a header of 24 bytes, without the last pair.
            boolean present = field + 8 <= headerLength;
            parts[part] = present
                    ? cursor.slice(headerLength + cursor.u32(field), cursor.u32(field + 4))
                    : cursor.slice(0, 0);
        }
        return new BtfExt(
                part(btf, parts[0], 8, record -> functionInfo(btf, parts[0], record)),
                part(btf, parts[1], 16, record -> lineInfo(btf, parts[1], record)),
                part(btf, parts[2], 16, record -> relocation(btf, parts[2], record)));
    }

    /** Reads {@code record size, (section name, count, records)*}. */
    private static <T> Map<String, List<T>> part(Btf btf, ByteCursor part, int known, IntFunction<T> read) {
        var sections = new LinkedHashMap<String, List<T>>();
        if (part.size() == 0) {
            return sections;
        }
        long recordSize = part.u32(0);
        if (recordSize < known || recordSize > 4096 || recordSize % 4 != 0) {
            throw part.malformed(0, "record size %d, at least %d wanted".formatted(recordSize, known));
        }
        long at = 4;
        while (at < part.size()) {
            String section = string(btf, part, at);
            long count = part.u32(at + 4);
            at += 8;
            if (count * recordSize > part.size() - at) {
                throw part.malformed(at - 4, "%d records, %d bytes left".formatted(count, part.size() - at));
            }
            var records = sections.computeIfAbsent(section, ignored -> new ArrayList<>());
            for (long i = 0; i < count; i++, at += recordSize) {
                records.add(read.apply((int) at));
            }
        }
        return sections;
    }

    private static FunctionInfo functionInfo(Btf btf, ByteCursor part, int at) {
        return new FunctionInfo(offset(part, at), typeId(btf, part, at + 4));
    }

    private static LineInfo lineInfo(Btf btf, ByteCursor part, int at) {
        int place = part.i32(at + 12);
        return new LineInfo(
                offset(part, at), string(btf, part, at + 4), string(btf, part, at + 8), place >>> 10, place & 0x3ff);
    }

    private static CoreRelocation relocation(Btf btf, ByteCursor part, int at) {
        long kind = part.u32(at + 12);
        if (kind >= KINDS.size()) {
            throw part.malformed(at + 12, "relocation kind %d, known are 0 to 12".formatted(kind));
        }
        return new CoreRelocation(
                offset(part, at),
                typeId(btf, part, at + 4),
                access(part, at + 8, string(btf, part, at + 8)),
                KINDS.get((int) kind));
    }

    private static List<Integer> access(ByteCursor part, int at, String text) {
        var path = new ArrayList<Integer>();
        for (String step : text.split(":", -1)) {
            if (!isNumber(step)) {
                throw part.malformed(at, "access path '%s' is not numbers and colons".formatted(text));
            }
            path.add(Integer.parseInt(step));
        }
        return path;
    }

    /** One to nine digits, so that it fits. */
    private static boolean isNumber(String step) {
        for (int i = 0; i < step.length(); i++) {
            if (step.charAt(i) < '0' || step.charAt(i) > '9') {
                return false;
            }
        }
        return !step.isEmpty() && step.length() <= 9;
    }

    private static int offset(ByteCursor part, int at) {
        int offset = part.i32(at);
        if (offset < 0 || offset % 8 != 0) {
            throw part.malformed(at, "instruction offset %d is not a multiple of 8".formatted(part.u32(at)));
        }
        return offset;
    }

    private static int typeId(Btf btf, ByteCursor part, int at) {
        long id = part.u32(at);
        if (id >= btf.count()) {
            throw part.malformed(at, "type id %d, last is %d".formatted(id, btf.count() - 1));
        }
        return (int) id;
    }

    private static String string(Btf btf, ByteCursor part, long at) {
        long offset = part.u32(at);
        if (offset >= btf.stringsLength()) {
            throw part.malformed(at, "string offset %d past table of %d bytes".formatted(offset, btf.stringsLength()));
        }
        return btf.string((int) offset, 0);
    }

    /** Names of the ELF sections that anything is known of. */
    public Set<String> sections() {
        var names = new LinkedHashSet<>(functions.keySet());
        names.addAll(lines.keySet());
        names.addAll(relocations.keySet());
        return names;
    }

    /** The functions of a section; empty if it is not known. */
    public List<FunctionInfo> functions(String section) {
        return List.copyOf(functions.getOrDefault(section, List.of()));
    }

    /** The source lines of a section; empty if it is not known. */
    public List<LineInfo> lines(String section) {
        return List.copyOf(lines.getOrDefault(section, List.of()));
    }

    /** The relocations of a section; empty if it is not known. */
    public List<CoreRelocation> relocations(String section) {
        return List.copyOf(relocations.getOrDefault(section, List.of()));
    }
}
