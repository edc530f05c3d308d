package dev.rawtap.object.elf;

import dev.rawtap.base.ByteCursor;
import dev.rawtap.base.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A relocatable ELF file for BPF, 64 bits, of either byte order: sections, symbols, relocations. Every offset and size
 * is checked; sections do not overlap, so that what is read from a file is never more than the file.
 */
final class ElfFile {
    /** Larger files are refused: objects have kilobytes, and a mistaken path must not fill the memory. */
    static final long MAX_BYTES = 64L << 20;

    /** {@code BC 0xc0de}, in the order of a little-endian machine. */
    private static final int BITCODE = 0xdec04342;

    private static final int HEADER_BYTES = 64;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int MAX_SYMBOLS = 1 << 17;

    /** A page: nothing that a program holds needs more. */
    private static final int MAX_ALIGNMENT = 4096;

    private static final int MAX_NAME = 1024;
    private static final int RELOCATABLE = 1;
    private static final int MACHINE_NONE = 0;
    private static final int MACHINE_BPF = 247;

    private final ByteCursor bytes;
    private final List<ElfSection> sections;
    private final List<ElfSymbol> symbols;
    // Looked up by each of possibly many sections: a walk each time would make reading quadratic.
    private final Map<String, ElfSection> byName = new HashMap<>();
    private final Map<Integer, List<ElfSymbol>> symbolsBySection = new HashMap<>();
    private final Map<Integer, List<ElfSection>> relocationsByTarget = new HashMap<>();

    private ElfFile(ByteCursor bytes) {
        this.bytes = bytes;
        this.sections = List.copyOf(readSections());
        requireDisjoint();
        this.symbols = List.copyOf(readSymbols());
        for (ElfSection section : sections) {
            byName.putIfAbsent(section.name(), section);
            if (section.isRelocations()) {
                relocationsByTarget
                        .computeIfAbsent(section.info(), _ -> new ArrayList<>())
                        .add(section);
            }
        }
        for (ElfSymbol symbol : symbols) {
            symbolsBySection
                    .computeIfAbsent(symbol.section(), _ -> new ArrayList<>())
                    .add(symbol);
        }
    }

    static ElfFile read(String name, MemorySegment segment) {
        if (segment.byteSize() > MAX_BYTES) {
            throw tooLarge(name, segment.byteSize());
        }
        return new ElfFile(new ByteCursor(name, segment, order(name, segment)));
    }

    static InvalidInputException tooLarge(String name, long size) {
        return new InvalidInputException(
                "%s has %d bytes, an object may have %d".formatted(name, size, MAX_BYTES),
                "is it the object that clang made?");
    }

    private static ByteOrder order(String name, MemorySegment segment) {
        var start = new ByteCursor(name, segment, ByteOrder.LITTLE_ENDIAN);
        if (start.size() >= 4 && start.i32(0) == BITCODE) {
            throw start.malformed(0, "LLVM bitcode, not an ELF file", "compile without -emit-llvm");
        }
        if (start.size() < 4 || start.i32(0) != 0x464c457f) {
            throw start.malformed(
                    0,
                    start.size() == 0 ? "the file is empty" : "not an ELF file, it starts with " + firstBytes(start));
        }
        requirePart(start, 0, HEADER_BYTES, "the ELF header");
        if (start.u8(4) != 2) {
            throw start.malformed(4, "ELF class %d, BPF objects have 64 bits (class 2)".formatted(start.u8(4)));
        }
        if (start.u8(6) != 1) {
            throw start.malformed(6, "ELF version %d, known is 1".formatted(start.u8(6)));
        }
        return switch (start.u8(5)) {
            case 1 -> ByteOrder.LITTLE_ENDIAN;
            case 2 -> ByteOrder.BIG_ENDIAN;
            default -> throw start.malformed(5, "byte order %d, known are 1 and 2".formatted(start.u8(5)));
        };
    }

    private static void requirePart(ByteCursor bytes, long offset, long length, String what) {
        if (offset > bytes.size() - length) {
            throw bytes.malformed(
                    offset,
                    "%s: %d bytes wanted, %d left; the file is cut off"
                            .formatted(what, length, Math.max(0, bytes.size() - offset)),
                    "compile or copy it again");
        }
    }

    private static String firstBytes(ByteCursor start) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(8, start.size()); i++) {
            text.append(i == 0 ? "" : " ").append("%02x".formatted(start.u8(i)));
        }
        return text.toString();
    }

    ByteOrder order() {
        return bytes.order();
    }

    String name() {
        return bytes.file();
    }

    List<ElfSection> sections() {
        return sections;
    }

    /** The symbols of a section, in the order of the file. */
    List<ElfSymbol> symbolsOf(ElfSection section) {
        return symbolsBySection.getOrDefault(section.index(), List.of());
    }

    /** The symbols that other objects see, but for those of the licence, which each object has. */
    List<ElfSymbol> global() {
        return symbols.stream()
                .filter(symbol -> symbol.binding() != ElfSymbol.Binding.LOCAL
                        && symbol.section() != ElfSymbol.UNDEFINED
                        && symbol.section() < sections.size()
                        && !symbol.name().isEmpty()
                        && !sections.get(symbol.section()).name().equals("license"))
                .toList();
    }

    /** The symbols that are defined elsewhere. */
    List<ElfSymbol> undefined() {
        return symbols.stream()
                .filter(symbol -> symbol.section() == ElfSymbol.UNDEFINED
                        && !symbol.name().isEmpty())
                .toList();
    }

    /** The first section of that name. */
    Optional<ElfSection> section(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    private List<ElfSection> readSections() {
        requireBpfObject();
        long table = bytes.i64(40);
        int count = bytes.u16(60);
        int names = bytes.u16(62);
        if (bytes.u16(58) != SECTION_HEADER_BYTES) {
            throw bytes.malformed(
                    58, "section headers of %d bytes, must be %d".formatted(bytes.u16(58), SECTION_HEADER_BYTES));
        }
        if (count == 0 || names >= count) {
            throw bytes.malformed(60, "%d sections, the names are in section %d".formatted(count, names));
        }
        requirePart(bytes, table, (long) count * SECTION_HEADER_BYTES, "the section headers");
        ByteCursor headers = bytes.slice(table, (long) count * SECTION_HEADER_BYTES);
        ByteCursor nameTable = data(headers, names);
        var read = new ArrayList<ElfSection>(count);
        for (int index = 0; index < count; index++) {
            int at = index * SECTION_HEADER_BYTES;
            int type = headers.i32(at + 4);
            read.add(new ElfSection(
                    index,
                    index == 0 ? "" : string(nameTable, headers.u32(at)),
                    type,
                    headers.i64(at + 8),
                    index == 0 ? 0 : size(headers, index),
                    headers.i32(at + 40),
                    headers.i32(at + 44),
                    alignment(headers, index),
                    data(headers, index)));
        }
        return read;
    }

    private void requireBpfObject() {
        int machine = bytes.u16(18);
        if (machine != MACHINE_BPF && machine != MACHINE_NONE) {
            throw new InvalidInputException(
                    "%s is an ELF file for %s, not for BPF".formatted(bytes.file(), machineName(machine)),
                    "compile it with clang -O2 -g -target bpf -c");
        }
        if (bytes.u16(16) != RELOCATABLE) {
            throw new InvalidInputException(
                    "%s is not a relocatable object (ELF type %d, must be 1)".formatted(bytes.file(), bytes.u16(16)),
                    "compile it with -c and do not link it");
        }
        if (bytes.u16(52) != HEADER_BYTES) {
            throw bytes.malformed(52, "header of %d bytes, must be %d".formatted(bytes.u16(52), HEADER_BYTES));
        }
    }

    private static String machineName(int machine) {
        return switch (machine) {
            case 3 -> "i386";
            case 40 -> "arm";
            case 62 -> "x86-64";
            case 183 -> "arm64";
            case 243 -> "RISC-V";
            default -> "machine " + machine;
        };
    }

    private static int alignment(ByteCursor headers, int index) {
        long alignment = headers.i64(48 + (long) index * SECTION_HEADER_BYTES);
        if (alignment < 0 || alignment > MAX_ALIGNMENT || Long.bitCount(alignment) > 1) {
            throw headers.malformed(
                    48 + (long) index * SECTION_HEADER_BYTES,
                    "section %d aligned to %s".formatted(index, Long.toUnsignedString(alignment)));
        }
        return (int) Math.max(1, alignment);
    }

    private long size(ByteCursor headers, int index) {
        long size = headers.i64(32 + (long) index * SECTION_HEADER_BYTES);
        if (size < 0 || size > MAX_BYTES) {
            throw headers.malformed(
                    32 + (long) index * SECTION_HEADER_BYTES,
                    "section %d of %s bytes".formatted(index, Long.toUnsignedString(size)));
        }
        return size;
    }

    private ByteCursor data(ByteCursor headers, int index) {
        int at = index * SECTION_HEADER_BYTES;
        if (index == 0 || headers.i32(at + 4) == ElfSection.NO_BITS) {
            return bytes.slice(0, 0);
        }
        long offset = headers.i64(at + 24);
        long size = size(headers, index);
        if (offset < 0 || offset > bytes.size() - size) {
            throw headers.malformed(
                    at + 24,
                    "section %d at %s of %d bytes, past the file's %d bytes"
                            .formatted(index, Long.toUnsignedString(offset), size, bytes.size()));
        }
        return bytes.slice(offset, size);
    }

    private void requireDisjoint() {
        record Extent(ElfSection section, long start) {}
        List<Extent> extents = sections.stream()
                .filter(section -> section.data().size() > 0)
                .map(section -> new Extent(
                        section,
                        section.data().segment().address() - bytes.segment().address()))
                .sorted((one, other) -> Long.compare(one.start, other.start))
                .toList();
        for (int i = 1; i < extents.size(); i++) {
            Extent before = extents.get(i - 1);
            Extent here = extents.get(i);
            if (before.start + before.section.data().size() > here.start) {
                throw bytes.malformed(
                        here.start,
                        "sections %d and %d overlap".formatted(before.section.index(), here.section.index()));
            }
        }
    }

    private List<ElfSymbol> readSymbols() {
        var table = sections.stream()
                .filter(section -> section.type() == ElfSection.SYMBOL_TABLE)
                .findFirst();
        if (table.isEmpty()) {
            return List.of();
        }
        ByteCursor data = table.get().data();
        long count = data.size() / SYMBOL_BYTES;
        if (count > MAX_SYMBOLS || data.size() % SYMBOL_BYTES != 0) {
            throw data.malformed(0, "symbol table of %d bytes, at most %d symbols".formatted(data.size(), MAX_SYMBOLS));
        }
        ByteCursor names = linked(table.get(), ElfSection.STRING_TABLE).data();
        var read = new ArrayList<ElfSymbol>((int) count);
        for (int index = 0; index < count; index++) {
            read.add(symbol(data, names, index));
        }
        return read;
    }

    private ElfSymbol symbol(ByteCursor data, ByteCursor names, int index) {
        int at = index * SYMBOL_BYTES;
        int section = data.u16(at + 6L);
        var type = ElfSymbol.Type.of(data.u8(at + 4L) & 0xf);
        boolean defined = section > 0 && section < sections.size();
        String name = data.i32(at) == 0 ? "" : string(names, data.u32(at));
        if (name.isEmpty() && type == ElfSymbol.Type.SECTION && defined) {
            name = sections.get(section).name();
        }
        long value = data.i64(at + 8L);
        long size = data.i64(at + 16L);
        // Numbers from 0xff00 on are reserved (absolute, common): they name no section.
        if (section >= sections.size() && section < 0xff00) {
            throw data.malformed(at + 6L, "symbol %d in section %d of %d".formatted(index, section, sections.size()));
        }
        if (defined && (value < 0 || size < 0 || value > sections.get(section).size() - size)) {
            throw data.malformed(
                    at + 8L,
                    "symbol '%s' at %s of %s bytes, past section %s of %d bytes"
                            .formatted(
                                    name,
                                    Long.toUnsignedString(value),
                                    Long.toUnsignedString(size),
                                    sections.get(section).name(),
                                    sections.get(section).size()));
        }
        return new ElfSymbol(index, name, value, size, type, ElfSymbol.Binding.of(data.u8(at + 4L) >> 4), section);
    }

    private ElfSection linked(ElfSection from, int type) {
        if (from.link() <= 0 || from.link() >= sections.size()) {
            throw from.data()
                    .malformed(
                            0,
                            "section '%s' links to section %d of %d"
                                    .formatted(from.name(), from.link(), sections.size()));
        }
        ElfSection to = sections.get(from.link());
        if (to.type() != type) {
            throw from.data()
                    .malformed(
                            0,
                            "section '%s' links to '%s' of type %d, must be %d"
                                    .formatted(from.name(), to.name(), to.type(), type));
        }
        return to;
    }

    private static String string(ByteCursor table, long offset) {
        if (offset >= table.size()) {
            throw table.malformed(0, "string offset %d past table of %d bytes".formatted(offset, table.size()));
        }
        long end = offset;
        while (end < table.size() && table.u8(end) != 0) {
            end++;
            if (end - offset > MAX_NAME) {
                throw table.malformed(offset, "name longer than %d bytes".formatted(MAX_NAME));
            }
        }
        return table.string(offset);
    }

    /** The relocations that apply to a section, by offset; at most one for every 4 bytes of it. */
    List<ElfRelocation> relocationsOf(ElfSection target) {
        var read = new ArrayList<ElfRelocation>();
        for (ElfSection section : relocationsByTarget.getOrDefault(target.index(), List.of())) {
            read(section, target, read);
        }
        read.sort((one, other) -> Long.compare(one.offset(), other.offset()));
        return read;
    }

    private void read(ElfSection section, ElfSection target, List<ElfRelocation> into) {
        linked(section, ElfSection.SYMBOL_TABLE);
        ByteCursor data = section.data();
        boolean withAddend = section.type() == ElfSection.RELOCATIONS_WITH_ADDEND;
        int entry = withAddend ? 24 : 16;
        if (data.size() % entry != 0 || data.size() / entry + into.size() > target.size() / 4) {
            throw data.malformed(
                    0,
                    "'%s' has %d bytes of relocations for %d bytes"
                            .formatted(section.name(), data.size(), target.size()));
        }
        for (long at = 0; at < data.size(); at += entry) {
            long offset = data.i64(at);
            // The symbol's number is the upper half of the 64 bits, in either byte order.
            long info = data.i64(at + 8);
            long symbol = info >>> 32;
            if (offset < 0 || offset > target.size() - 4) {
                throw data.malformed(
                        at,
                        "relocation of byte %s, '%s' has %d"
                                .formatted(Long.toUnsignedString(offset), target.name(), target.size()));
            }
            if (symbol >= symbols.size()) {
                throw data.malformed(at + 8, "symbol %d of %d".formatted(symbol, symbols.size()));
            }
            into.add(new ElfRelocation(
                    offset,
                    (int) info,
                    symbols.get((int) symbol),
                    withAddend ? OptionalLong.of(data.i64(at + 16)) : OptionalLong.empty()));
        }
    }

    /** The bytes of a section with its data relocations applied: what a reader of DWARF or BTF needs. */
    MemorySegment relocated(ElfSection section) {
        byte[] copy = section.data().bytes(0, section.data().size());
        var memory = MemorySegment.ofArray(copy);
        var words = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order());
        var longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order());
        for (ElfRelocation relocation : relocationsOf(section)) {
            long at = relocation.offset();
            switch (relocation.type()) {
                case ElfRelocation.DATA_32, ElfRelocation.TYPES_32 ->
                    memory.set(words, at, (int)
                            (relocation.symbol().value() + relocation.addend().orElse(memory.get(words, at))));
                case ElfRelocation.DATA_64 -> {
                    if (at > copy.length - 8) {
                        throw section.data()
                                .malformed(at, "relocation of 8 bytes, %d left".formatted(copy.length - at));
                    }
                    memory.set(
                            longs,
                            at,
                            relocation.symbol().value() + relocation.addend().orElse(memory.get(longs, at)));
                }
                default ->
                    throw section.data().malformed(at, "relocation type %d in data".formatted(relocation.type()));
            }
        }
        return memory;
    }
}
