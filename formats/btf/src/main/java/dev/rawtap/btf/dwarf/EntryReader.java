package dev.rawtap.btf.dwarf;

import dev.rawtap.base.ByteCursor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the units of {@code .debug_info} to entries. */
final class EntryReader {
    private static final int MAX_INDIRECT = 4;

    private final ByteCursor info;
    private final ByteCursor abbrev;
    private final ByteCursor str;
    private final ByteCursor strOffsets;
    private final ByteCursor lineStr;
    /** All entries, in order of offset. */
    private final List<Entry> entries = new ArrayList<>();
    /** By offset; units share them. */
    private final Map<Long, Abbreviations> knownAbbreviations = new HashMap<>();

    EntryReader(DwarfSections sections) {
        this.info = cursor(sections, ".debug_info", sections.info());
        this.abbrev = cursor(sections, ".debug_abbrev", sections.abbrev());
        this.str = cursor(sections, ".debug_str", sections.str());
        this.strOffsets = cursor(sections, ".debug_str_offsets", sections.strOffsets());
        this.lineStr = cursor(sections, ".debug_line_str", sections.lineStr());
    }

    private static ByteCursor cursor(DwarfSections sections, String name, MemorySegment bytes) {
        return new ByteCursor(sections.file() + " " + name, bytes, sections.order());
    }

    ByteCursor info() {
        return info;
    }

    List<Entry> read() {
        var cursor = new DwarfCursor(info, 0);
        while (!cursor.atEnd()) {
            cursor = new DwarfCursor(info, unit(cursor));
        }
        return entries;
    }

    /** What reading attributes of a unit needs to know about it. */
    private static final class Unit {
        final long start;
        final int version;
        /** 4, or 8 in 64-bit DWARF. */
        final int offsetSize;

        final int addressSize;
        /** Where the unit's part of {@code .debug_str_offsets} starts; by default after the first header. */
        long strOffsetsBase;

        Unit(long start, int version, int offsetSize, int addressSize) {
            this.start = start;
            this.version = version;
            this.offsetSize = offsetSize;
            this.addressSize = addressSize;
            this.strOffsetsBase = offsetSize == 4 ? 8 : 16;
        }
    }

    /** Reads one unit and returns where the next starts. */
    private long unit(DwarfCursor cursor) {
        long start = cursor.at();
        long length = cursor.number(4);
        int offsetSize = 4;
        if (length == 0xffffffffL) {
            length = cursor.number(8);
            offsetSize = 8;
        }
        long body = cursor.at();
        if (length <= 0 || length > info.size() - body) {
            throw info.malformed(start, "unit of %d bytes, %d left".formatted(length, info.size() - body));
        }
        long end = body + length;
        int version = (int) cursor.number(2);
        if (version < 2 || version > 5) {
            throw info.malformed(body, "DWARF version %d, known are 2 to 5".formatted(version));
        }
        boolean types = true;
        long abbreviations;
        int addressSize;
        if (version == 5) {
            int type = (int) cursor.number(1);
            types = type == Dwarf.UNIT_COMPILE || type == Dwarf.UNIT_PARTIAL;
            addressSize = (int) cursor.number(1);
            abbreviations = cursor.number(offsetSize);
        } else {
            abbreviations = cursor.number(offsetSize);
            addressSize = (int) cursor.number(1);
        }
        if (addressSize != 4 && addressSize != 8) {
            throw cursor.malformed("address size %d, known are 4 and 8".formatted(addressSize));
        }
        if (types) {
            entries(cursor, end, new Unit(start, version, offsetSize, addressSize), abbreviations);
        }
        return end;
    }

    private void entries(DwarfCursor cursor, long end, Unit unit, long abbreviationsAt) {
        var abbreviations = knownAbbreviations.computeIfAbsent(abbreviationsAt, at -> Abbreviations.read(abbrev, at));
        var open = new ArrayDeque<Entry>();
        while (cursor.at() < end) {
            long at = cursor.at();
            long code = cursor.uleb();
            if (code == 0) {
                if (open.isEmpty()) {
                    continue; // padding behind the unit's entries
                }
                open.pop();
                continue;
            }
            var shape = abbreviations.shape(code);
            if (shape == null) {
                throw info.malformed(at, "abbreviation code %d is not defined".formatted(code));
            }
            var entry = new Entry(at, shape.tag());
            for (var attribute : shape.attributes()) {
                attribute(cursor, unit, entry, attribute.name(), attribute.form(), attribute.implicit(), 0);
            }
            entries.add(entry);
            if (!open.isEmpty()) {
                open.peek().children.add(entry);
            }
            if (shape.children()) {
                open.push(entry);
            }
        }
    }

    private void attribute(
            DwarfCursor cursor, Unit unit, Entry entry, int name, int form, long implicit, int indirect) {
        switch (form) {
            case Dwarf.FORM_STRING -> name(entry, name, cursor.string());
            case Dwarf.FORM_STRP -> string(entry, name, str, cursor.number(unit.offsetSize));
            case Dwarf.FORM_LINE_STRP -> string(entry, name, lineStr, cursor.number(unit.offsetSize));
            case Dwarf.FORM_STRX -> indexed(unit, entry, name, cursor.uleb());
            case Dwarf.FORM_STRX1, Dwarf.FORM_STRX2, Dwarf.FORM_STRX3, Dwarf.FORM_STRX4 ->
                indexed(unit, entry, name, cursor.number(form - Dwarf.FORM_STRX1 + 1));
            case Dwarf.FORM_DATA1, Dwarf.FORM_FLAG, Dwarf.FORM_ADDRX1 -> entry.setNumber(name, cursor.number(1));
            case Dwarf.FORM_DATA2, Dwarf.FORM_ADDRX2 -> entry.setNumber(name, cursor.number(2));
            case Dwarf.FORM_ADDRX3 -> entry.setNumber(name, cursor.number(3));
            case Dwarf.FORM_DATA4, Dwarf.FORM_ADDRX4, Dwarf.FORM_REF_SUP4 -> entry.setNumber(name, cursor.number(4));
            case Dwarf.FORM_DATA8 -> entry.setNumber(name, cursor.number(8));
            case Dwarf.FORM_SDATA -> entry.setNumber(name, cursor.sleb());
            case Dwarf.FORM_UDATA, Dwarf.FORM_ADDRX, Dwarf.FORM_LOCLISTX, Dwarf.FORM_RNGLISTX ->
                entry.setNumber(name, cursor.uleb());
            case Dwarf.FORM_IMPLICIT_CONST -> entry.setNumber(name, implicit);
            case Dwarf.FORM_FLAG_PRESENT -> entry.setNumber(name, 1);
            case Dwarf.FORM_SEC_OFFSET -> sectionOffset(cursor, unit, entry, name);
            case Dwarf.FORM_REF1 -> entry.setNumber(name, unit.start + cursor.number(1));
            case Dwarf.FORM_REF2 -> entry.setNumber(name, unit.start + cursor.number(2));
            case Dwarf.FORM_REF4 -> entry.setNumber(name, unit.start + cursor.number(4));
            case Dwarf.FORM_REF8 -> entry.setNumber(name, unit.start + cursor.number(8));
            case Dwarf.FORM_REF_UDATA -> entry.setNumber(name, unit.start + cursor.uleb());
            case Dwarf.FORM_REF_ADDR ->
                entry.setNumber(name, cursor.number(unit.version == 2 ? unit.addressSize : unit.offsetSize));
            case Dwarf.FORM_ADDR -> cursor.skip(unit.addressSize);
            case Dwarf.FORM_REF_SIG8, Dwarf.FORM_REF_SUP8 -> cursor.skip(8);
            case Dwarf.FORM_STRP_SUP -> cursor.skip(unit.offsetSize);
            case Dwarf.FORM_DATA16 -> cursor.skip(16);
            case Dwarf.FORM_BLOCK1 -> block(cursor, entry, name, cursor.number(1));
            case Dwarf.FORM_BLOCK2 -> block(cursor, entry, name, cursor.number(2));
            case Dwarf.FORM_BLOCK4 -> block(cursor, entry, name, cursor.number(4));
            case Dwarf.FORM_BLOCK, Dwarf.FORM_EXPRLOC -> block(cursor, entry, name, cursor.uleb());
            case Dwarf.FORM_INDIRECT -> {
                if (indirect > MAX_INDIRECT) {
                    throw cursor.malformed("form that is indirect again and again");
                }
                attribute(cursor, unit, entry, name, (int) cursor.uleb(), 0, indirect + 1);
            }
            default -> throw cursor.malformed("unknown DWARF form 0x%x".formatted(form));
        }
    }

    private static void sectionOffset(DwarfCursor cursor, Unit unit, Entry entry, int name) {
        long offset = cursor.number(unit.offsetSize);
        if (name == Dwarf.AT_STR_OFFSETS_BASE) {
            unit.strOffsetsBase = offset;
        }
        entry.setNumber(name, offset);
    }

    /** An expression; the only one that types have adds a constant to the place of the structure. */
    private static void block(DwarfCursor cursor, Entry entry, int name, long length) {
        long start = cursor.at();
        cursor.skip(length);
        if (name == Dwarf.AT_DATA_MEMBER_LOCATION && length >= 2) {
            DwarfCursor expression = cursor.from(start);
            if (expression.number(1) == Dwarf.OPERATION_PLUS_UCONST) {
                entry.setNumber(name, expression.uleb());
            }
        }
    }

    private static void name(Entry entry, int attribute, String text) {
        if (attribute == Dwarf.AT_NAME) {
            entry.setName(text);
        }
    }

    private static void string(Entry entry, int attribute, ByteCursor section, long offset) {
        if (attribute == Dwarf.AT_NAME) {
            entry.setName(section.string(offset));
        }
    }

    private void indexed(Unit unit, Entry entry, int attribute, long index) {
        if (attribute != Dwarf.AT_NAME) {
            return;
        }
        if (index < 0 || index > strOffsets.size() / unit.offsetSize) {
            throw strOffsets.malformed(0, "string index %d past the table".formatted(index));
        }
        long at = unit.strOffsetsBase + index * unit.offsetSize;
        string(entry, attribute, str, unit.offsetSize == 4 ? strOffsets.u32(at) : strOffsets.i64(at));
    }
}
