package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.MapSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The maps that an object defines or declares: with BTF in {@code .maps}, or the old way in {@code maps}. */
final class MapSections {
    private final List<MapSpec> specs = new ArrayList<>();
    /** Name of the map at an offset, by number of the section. */
    private final Map<Integer, Map<Long, String>> names = new HashMap<>();

    private final List<MapSpec> declared = new ArrayList<>();
    private final Predicate<String> defined;
    private final int typeShift;

    /**
     * Reads them.
     *
     * @param btf the file's types, whose ids are greater by {@code typeShift} in specs
     * @param defined whether this file's map of that name is the one that is meant by it
     */
    MapSections(ElfFile file, @Nullable Btf btf, int typeShift, Predicate<String> defined) {
        this.typeShift = typeShift;
        this.defined = defined;
        if (btf != null) {
            readDeclared(file, btf);
        }
        for (ElfSection section : file.sections()) {
            if (section.name().equals(".maps") && section.data().size() > 0) {
                if (file.section(".maps").orElseThrow().index() != section.index()) {
                    throw section.data().malformed(0, "second section '.maps'");
                }
                readTyped(file, section, btf);
            } else if (section.name().equals("maps") || section.name().startsWith("maps/")) {
                readLegacy(file, section);
            }
        }
    }

    /** Maps of other objects ({@code extern}), which have no place here. */
    private void readDeclared(ElfFile file, Btf btf) {
        var definitions = new MapDefinitions(file.name(), btf, typeShift);
        btf.ids(BtfKind.DATA_SECTION).forEach(id -> {
            if (btf.type(id) instanceof BtfType.DataSection types
                    && types.name().equals(".maps")) {
                for (var placement : types.variables()) {
                    if (btf.type(placement.type()) instanceof BtfType.Variable variable
                            && variable.linkage() == BtfType.Linkage.EXTERN) {
                        declared.add(definitions.read(variable).spec());
                    }
                }
            }
        });
    }

    /** The maps of other objects, as this one declares them. */
    List<MapSpec> declared() {
        return declared;
    }

    private void readTyped(ElfFile file, ElfSection section, @Nullable Btf btf) {
        if (btf == null) {
            throw new InvalidInputException(
                    "%s has maps, but no BTF that describes them".formatted(file.name()),
                    "compile it with -g, and strip it with llvm-strip -g only");
        }
        var definitions = new MapDefinitions(file.name(), btf, typeShift);
        var byOffset = new HashMap<Long, String>();
        var definedAt = new TreeMap<Long, MapDefinitions.Declared>();
        names.put(section.index(), byOffset);
        btf.ids(BtfKind.DATA_SECTION).forEach(id -> {
            if (btf.type(id) instanceof BtfType.DataSection types
                    && types.name().equals(section.name())) {
                for (var placement : types.variables()) {
                    if (!(btf.type(placement.type()) instanceof BtfType.Variable variable)) {
                        throw section.data().malformed(placement.offset(), "BTF names a map that is no variable");
                    }
                    if (variable.linkage() != BtfType.Linkage.EXTERN) {
                        byOffset.put((long) placement.offset(), variable.name());
                        definedAt.put((long) placement.offset(), definitions.read(variable));
                    }
                }
            }
        });
        MapValues values = new MapValues(file, section, definedAt, byOffset);
        definedAt.values().stream()
                .map(MapDefinitions.Declared::spec)
                .filter(spec -> defined.test(spec.name()))
                .forEach(spec -> specs.add(values.of(spec)));
    }

    private void readLegacy(ElfFile file, ElfSection section) {
        var byOffset = new HashMap<Long, String>();
        names.put(section.index(), byOffset);
        for (ElfSymbol symbol : file.symbolsOf(section)) {
            if (symbol.type() == ElfSymbol.Type.OBJECT) {
                MapSpec spec = LegacyMaps.read(section, symbol);
                if (defined.test(spec.name())) {
                    specs.add(spec);
                }
                byOffset.put(symbol.value(), symbol.name());
            }
        }
    }

    List<MapSpec> specs() {
        return specs;
    }

    /** The map at a place; empty if the section holds no maps. */
    Optional<String> mapAt(ElfSection section, long offset) {
        Map<Long, String> inSection = names.get(section.index());
        if (inSection == null) {
            return Optional.empty();
        }
        String name = inSection.get(offset);
        if (name == null) {
            throw section.data().malformed(0, "no map starts at %d of section '%s'".formatted(offset, section.name()));
        }
        return Optional.of(name);
    }
}
