package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.object.Reference.Symbol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what relocations of one file's code refer to: functions, maps, global data, of this file or of one linked with it. */
final class SymbolTable {
    private static final int SLOT_BYTES = 8;

    private final ElfFile file;
    private final Map<Integer, CodeSection> code;
    private final MapSections maps;
    private final Linking linking;
    private final int number;

    /** What the files that are linked have in common; tables are added as files are read. */
    record Linking(
            GlobalSymbols globals, SectionPlaces places, ExternalDeclarations externals, List<SymbolTable> tables) {}

    /**
     * Knows the parts of a file, the one of this number.
     *
     * @param code code sections by number
     */
    SymbolTable(ElfFile file, int number, Map<Integer, CodeSection> code, MapSections maps, Linking linking) {
        this.file = file;
        this.number = number;
        this.code = code;
        this.maps = maps;
        this.linking = linking;
    }

    /** A symbol where it is defined. */
    private record Place(SymbolTable table, ElfSymbol symbol) {}

    private Place place(ElfSymbol symbol) {
        Optional<GlobalSymbols.Definition> definition =
                symbol.binding() == ElfSymbol.Binding.LOCAL ? Optional.empty() : linking.globals.find(symbol.name());
        return definition
                .map(found -> new Place(linking.tables.get(found.file()), found.symbol()))
                .orElseGet(() -> new Place(this, symbol));
    }

    /** What a relocated call calls, if the kernel has it. */
    Optional<Symbol> externalCallee(ElfRelocation relocation) {
        ElfSymbol symbol = relocation.symbol();
        return symbol.section() == ElfSymbol.UNDEFINED
                        && linking.globals.find(symbol.name()).isEmpty()
                        && linking.externals.isFunction(symbol.name())
                ? Optional.of(new Symbol.External(symbol.name()))
                : Optional.empty();
    }

    /** The function that a relocated call goes to; {@code offset} is what the instruction holds. */
    CodeFunction callee(CodeSection from, int index, ElfRelocation relocation, int offset) {
        requireType(from, relocation, ElfRelocation.CALL);
        Place place = place(relocation.symbol());
        ElfSymbol symbol = place.symbol;
        CodeSection section = place.table.code.get(symbol.section());
        if (section == null) {
            throw outside(from, index, symbol);
        }
        long slot = relocation.addend().isPresent()
                ? (symbol.value() + relocation.addend().getAsLong()) / SLOT_BYTES
                : symbol.value() / SLOT_BYTES + offset + 1;
        return section.functionAt(slot, "call");
    }

    /** The function whose address a relocated load takes, if it is one's. */
    Optional<CodeFunction> functionAt(CodeSection from, ElfRelocation relocation, long value) {
        requireType(from, relocation, ElfRelocation.IMMEDIATE_64);
        Place place = place(relocation.symbol());
        CodeSection section = place.table.code.get(place.symbol.section());
        if (section == null) {
            return Optional.empty();
        }
        long target = place.symbol.value() + relocation.addend().orElse(value);
        if (target % SLOT_BYTES != 0) {
            throw from.malformed(relocation.offset(), "function address %d is not a multiple of 8".formatted(target));
        }
        return Optional.of(section.functionAt(target / SLOT_BYTES, "callback"));
    }

    /** The map or the place in global data that a relocated load refers to. */
    Symbol data(CodeSection from, int index, ElfRelocation relocation, long value) {
        requireType(from, relocation, ElfRelocation.IMMEDIATE_64);
        Place place = place(relocation.symbol());
        ElfSymbol symbol = place.symbol;
        long offset = symbol.value() + relocation.addend().orElse(value);
        if (symbol.section() == ElfSymbol.UNDEFINED
                || symbol.section() >= place.table.file.sections().size()) {
            return linking.externals.find(symbol.name(), offset).orElseThrow(() -> outside(from, index, symbol));
        }
        return place.table.data(from, relocation, symbol, offset);
    }

    /** The map or data at an offset of a section of this file, for a relocation of whatever file's code. */
    private Symbol data(CodeSection from, ElfRelocation relocation, ElfSymbol symbol, long offset) {
        ElfSection section = file.sections().get(symbol.section());
        Optional<String> map = maps.mapAt(section, offset);
        if (map.isPresent()) {
            return new Symbol.MapItself(map.get());
        }
        if (!section.isData()) {
            throw from.malformed(
                    relocation.offset(),
                    "'%s' is at %d of section '%s', which holds neither maps nor data"
                            .formatted(symbol.name(), offset, section.name()));
        }
        if (offset < 0 || offset > section.size()) {
            throw from.malformed(
                    relocation.offset(),
                    "address %d of section '%s' of %d bytes".formatted(offset, section.name(), section.size()));
        }
        return new Symbol.MapValue(section.name(), linking.places.base(number, section.name()) + (int) offset);
    }

    private static void requireType(CodeSection from, ElfRelocation relocation, int type) {
        if (relocation.type() != type) {
            throw from.malformed(
                    relocation.offset(),
                    "relocation of type %d for '%s', must be %d"
                            .formatted(relocation.type(), relocation.symbol().name(), type));
        }
    }

    private InvalidInputException outside(CodeSection from, int index, ElfSymbol symbol) {
        String function = from.functions().stream()
                .filter(candidate -> candidate.start() <= index && index < candidate.end())
                .map(CodeFunction::name)
                .findFirst()
                .orElse(from.name());
        return linking.externals.refused(file.name(), function, symbol.name());
    }
}
