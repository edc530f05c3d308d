package dev.rawtap.object.elf;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Global data: the {@code .rodata*}, {@code .data*} and {@code .bss*} sections of each name are an array map of one value,
 * named like them. Variables come from BTF, and from symbols where BTF does not know them.
 */
final class DataSections {
    /** BPF_F_RDONLY_PROG (linux/bpf.h): programs only read it. */
    static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;
    /** BPF_F_MMAPABLE (linux/bpf.h, 5.5). */
    static final int MAPPABLE = 1 << 10;

    private static final int KEY_BYTES = 4;

    private final SectionPlaces places;
    private final GlobalSymbols globals;
    private final Map<String, byte[]> contents = new LinkedHashMap<>();
    private final Map<String, Boolean> constants = new HashMap<>();
    private final List<GlobalVariable> variables = new ArrayList<>();

    /** Of files whose sections lie at {@code places}. */
    DataSections(SectionPlaces places, GlobalSymbols globals) {
        this.places = places;
        this.globals = globals;
    }

    /** Reads those of a file, with its own types, whose ids are greater by {@code typeShift} in variables. */
    void read(ElfFile file, int number, @Nullable Btf btf, int typeShift) {
        for (ElfSection section : file.sections()) {
            if (!section.isData() || section.size() == 0) {
                continue;
            }
            byte[] all = contents.computeIfAbsent(section.name(), name -> new byte[places.size(name)]);
            constants.put(section.name(), section.isConstant());
            int base = places.base(number, section.name());
            if (section.type() != ElfSection.NO_BITS) {
                byte[] own = section.data().bytes(0, section.size());
                System.arraycopy(own, 0, all, base, own.length);
            }
            for (GlobalVariable variable : variablesOf(file, section, btf)) {
                if (globals.isDefinition(number, variable.name()) || isStatic(file, section, variable)) {
                    variables.add(new GlobalVariable(
                            variable.name(),
                            variable.map(),
                            base + variable.offset(),
                            variable.size(),
                            variable.type() == 0 ? 0 : variable.type() + typeShift,
                            variable.constant()));
                }
            }
        }
    }

    private static boolean isStatic(ElfFile file, ElfSection section, GlobalVariable variable) {
        return file.symbolsOf(section).stream()
                .noneMatch(symbol -> symbol.name().equals(variable.name())
                        && symbol.value() == variable.offset()
                        && symbol.binding() != ElfSymbol.Binding.LOCAL);
    }

    private static List<GlobalVariable> variablesOf(ElfFile file, ElfSection section, @Nullable Btf btf) {
        OptionalInt types = btf == null ? OptionalInt.empty() : btf.find(BtfKind.DATA_SECTION, section.name());
        var found = new ArrayList<GlobalVariable>();
        if (btf != null && types.isPresent() && btf.type(types.getAsInt()) instanceof BtfType.DataSection data) {
            data.variables().stream()
                    .filter(placement -> !(btf.type(placement.type()) instanceof BtfType.Variable variable)
                            || variable.linkage() != BtfType.Linkage.EXTERN)
                    .forEach(placement -> found.add(typed(section, btf, placement)));
        }
        Set<String> known = new HashSet<>();
        found.forEach(variable -> known.add(variable.name() + "@" + variable.offset()));
        for (ElfSymbol symbol : file.symbolsOf(section)) {
            if (symbol.type() == ElfSymbol.Type.OBJECT
                    && !symbol.name().isEmpty()
                    && symbol.size() > 0
                    && known.add(symbol.name() + "@" + symbol.value())) {
                found.add(untyped(section, symbol));
            }
        }
        found.sort((one, other) -> Integer.compare(one.offset(), other.offset()));
        return found;
    }

    private static GlobalVariable untyped(ElfSection section, ElfSymbol symbol) {
        return new GlobalVariable(
                symbol.name(), section.name(), (int) symbol.value(), (int) symbol.size(), 0, section.isConstant());
    }

    private static GlobalVariable typed(ElfSection section, Btf types, BtfType.Placement placement) {
        if (!(types.type(placement.type()) instanceof BtfType.Variable variable)) {
            throw section.data().malformed(0, "BTF has a type in '%s' that is no variable".formatted(section.name()));
        }
        if (placement.offset() > section.size() - placement.size()) {
            throw section.data()
                    .malformed(
                            0,
                            "variable '%s' at %d of %d bytes, section '%s' has %d"
                                    .formatted(
                                            variable.name(),
                                            placement.offset(),
                                            placement.size(),
                                            section.name(),
                                            section.size()));
        }
        return new GlobalVariable(
                variable.name(),
                section.name(),
                placement.offset(),
                placement.size(),
                variable.type(),
                section.isConstant());
    }

    /** The maps, with the sections of the linked types. */
    List<MapSpec> maps(@Nullable Btf linked) {
        var maps = new ArrayList<MapSpec>();
        contents.forEach((name, bytes) -> {
            boolean constant = constants.getOrDefault(name, false);
            int type =
                    linked == null ? 0 : linked.find(BtfKind.DATA_SECTION, name).orElse(0);
            maps.add(new MapSpec(
                    name,
                    MapType.ARRAY,
                    KEY_BYTES,
                    bytes.length,
                    1,
                    constant ? READ_ONLY_FOR_PROGRAMS | MAPPABLE : MAPPABLE,
                    0,
                    type,
                    false,
                    Optional.of(new MapSpec.Contents(bytes, constant))));
        });
        return maps;
    }

    List<GlobalVariable> variables() {
        return variables;
    }
}
