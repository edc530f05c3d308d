package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the data sections of objects lie when those of one name are put together, in the order of the objects. */
final class SectionPlaces {
    private final Map<String, Integer> sizes = new LinkedHashMap<>();
    private final List<Map<String, Integer>> bases = new ArrayList<>();

    SectionPlaces(List<ElfFile> files) {
        long total = 0;
        for (ElfFile file : files) {
            var here = new HashMap<String, Integer>();
            bases.add(here);
            for (ElfSection section : file.sections()) {
                boolean placed = section.isData() || section.name().equals(".maps");
                if (!placed || section.size() == 0) {
                    continue;
                }
                int before = sizes.getOrDefault(section.name(), 0);
                int base = (before + section.alignment() - 1) & -section.alignment();
                total += base - before + section.size();
                if (total > ElfFile.MAX_BYTES) {
                    throw new InvalidInputException(
                            "%s has global variables of %d bytes, at most %d"
                                    .formatted(file.name(), total, ElfFile.MAX_BYTES),
                            "keep large data in maps");
                }
                if (here.put(section.name(), base) != null && section.isData()) {
                    throw new InvalidInputException(
                            "%s has two maps named '%s'".formatted(file.name(), section.name()), null);
                }
                sizes.put(section.name(), base + (int) section.size());
            }
        }
    }

    /** Names of the sections. */
    List<String> names() {
        return List.copyOf(sizes.keySet());
    }

    /** Bytes of all sections of this name together, 0 if there is none. */
    int size(String name) {
        return sizes.getOrDefault(name, 0);
    }

    /** Where a file's section of this name begins in it. */
    int base(int file, String name) {
        return bases.get(file).getOrDefault(name, 0);
    }
}
