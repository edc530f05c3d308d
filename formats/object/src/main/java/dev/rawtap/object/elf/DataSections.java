package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Global data: each {@code .rodata*}, {@code .data*} and {@code .bss*} section is an array map of one value, named like
 * the section. Variables come from BTF, and from symbols where BTF does not know them.
 */
final class DataSections {
    /** BPF_F_RDONLY_PROG (linux/bpf.h): programs only read it. */
    static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;
    /** BPF_F_MMAPABLE (linux/bpf.h, 5.5). */
    static final int MAPPABLE = 1 << 10;

    private static final int KEY_BYTES = 4;

    private final ElfFile file;
    private final @Nullable Btf btf;
    private final List<MapSpec> maps = new ArrayList<>();
    private final List<GlobalVariable> variables = new ArrayList<>();

    DataSections(ElfFile file, @Nullable Btf btf) {
        this.file = file;
        this.btf = btf;
        long total = 0;
        for (ElfSection section : file.sections()) {
            if (!section.isData() || section.size() == 0) {
                continue;
            }
            total += section.size();
            if (total > ElfFile.MAX_BYTES) {
                throw new InvalidInputException(
                        "%s has global variables of %d bytes, at most %d"
                                .formatted(file.name(), total, ElfFile.MAX_BYTES),
                        "keep large data in maps");
            }
            read(section);
        }
    }

    private void read(ElfSection section) {
        OptionalInt types = btf == null ? OptionalInt.empty() : btf.find(BtfKind.DATA_SECTION, section.name());
        byte[] bytes = section.type() == ElfSection.NO_BITS
                ? new byte[(int) section.size()]
                : section.data().bytes(0, section.size());
        maps.add(new MapSpec(
                section.name(),
                MapType.ARRAY,
                KEY_BYTES,
                (int) section.size(),
                1,
                section.isConstant() ? READ_ONLY_FOR_PROGRAMS | MAPPABLE : MAPPABLE,
                0,
                types.orElse(0),
                false,
                Optional.of(new MapSpec.Contents(bytes, section.isConstant()))));
        variables.addAll(variablesOf(section, types));
    }

    private List<GlobalVariable> variablesOf(ElfSection section, OptionalInt types) {
        var found = new ArrayList<GlobalVariable>();
        if (btf != null && types.isPresent() && btf.type(types.getAsInt()) instanceof BtfType.DataSection data) {
            data.variables().forEach(placement -> found.add(typed(section, btf, placement)));
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

    private GlobalVariable typed(ElfSection section, Btf types, BtfType.Placement placement) {
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

    List<MapSpec> maps() {
        return maps;
    }

    List<GlobalVariable> variables() {
        return variables;
    }
}
