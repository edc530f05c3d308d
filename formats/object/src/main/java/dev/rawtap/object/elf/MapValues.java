package dev.rawtap.object.elf;

import dev.rawtap.base.MalformedException;
import dev.rawtap.object.MapSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The maps and programs that maps of an object hold when it is loaded: the initializer of {@code values} in the map's
 * variable, an array of pointers, each a relocation.
 */
final class MapValues {
    private static final int POINTER_BYTES = 8;

    private final ElfFile file;
    private final ElfSection section;
    private final Map<Long, String> mapNames;
    private final Map<String, Map<Integer, String>> values = new HashMap<>();
    /** Names of functions by byte offset, by number of the section. */
    private final Map<Integer, Map<Long, String>> functions = new HashMap<>();

    /**
     * Reads the relocations of {@code .maps}.
     *
     * @param maps the maps of the section by byte offset
     * @param mapNames their names by the same
     */
    MapValues(
            ElfFile file,
            ElfSection section,
            NavigableMap<Long, MapDefinitions.Declared> maps,
            Map<Long, String> mapNames) {
        this.file = file;
        this.section = section;
        this.mapNames = mapNames;
        file.relocationsOf(section).forEach(relocation -> read(maps, relocation));
    }

    private void read(NavigableMap<Long, MapDefinitions.Declared> maps, ElfRelocation relocation) {
        var holder = maps.floorEntry(relocation.offset());
        if (holder == null || holder.getValue().values().isEmpty() || relocation.type() != ElfRelocation.DATA_64) {
            throw malformed(relocation, "which is no value of a map");
        }
        MapSpec spec = holder.getValue().spec();
        long offset = relocation.offset()
                - holder.getKey()
                - holder.getValue().values().getAsInt();
        long index = offset / POINTER_BYTES;
        if (offset < 0 || offset % POINTER_BYTES != 0 || index >= Integer.toUnsignedLong(spec.maxEntries())) {
            throw malformed(relocation, "which is no value of map '%s'".formatted(spec.name()));
        }
        values.computeIfAbsent(spec.name(), _ -> new TreeMap<>()).put((int) index, target(relocation, spec));
    }

    private String target(ElfRelocation relocation, MapSpec holder) {
        ElfSymbol symbol = relocation.symbol();
        if (symbol.section() == ElfSymbol.UNDEFINED) {
            return symbol.name();
        }
        long at = symbol.value()
                + relocation.addend().orElseGet(() -> section.data().i64(relocation.offset()));
        String name = symbol.section() == section.index() ? mapNames.get(at) : functionAt(symbol.section(), at);
        if (name == null
                || (symbol.section() == section.index()) != holder.type().holdsMaps()) {
            throw malformed(
                    relocation,
                    "where map '%s' wants a %s"
                            .formatted(holder.name(), holder.type().holdsMaps() ? "map" : "program"));
        }
        return name;
    }

    private @Nullable String functionAt(int number, long at) {
        if (number >= file.sections().size()) {
            return null;
        }
        return functions.computeIfAbsent(number, this::functionsOf).get(at);
    }

    private Map<Long, String> functionsOf(int number) {
        var found = new HashMap<Long, String>();
        for (ElfSymbol symbol : file.symbolsOf(file.sections().get(number))) {
            if (symbol.type() == ElfSymbol.Type.FUNCTION) {
                found.putIfAbsent(symbol.value(), symbol.name());
            }
        }
        return found;
    }

    private MalformedException malformed(ElfRelocation relocation, String problem) {
        return section.data()
                .malformed(
                        relocation.offset(),
                        "relocation of type %d for '%s', %s"
                                .formatted(
                                        relocation.type(), relocation.symbol().name(), problem));
    }

    /** The map with what it holds. */
    MapSpec of(MapSpec map) {
        return map.withValues(values.getOrDefault(map.name(), Map.of()));
    }
}
