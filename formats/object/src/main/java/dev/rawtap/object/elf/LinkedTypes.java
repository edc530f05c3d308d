package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.ExternalSymbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of all objects that are linked, one after the other, their data sections put together.
 *
 * @param btf all types; null if no object has any
 * @param shifts for each object, what is added to an id of its own types
 */
record LinkedTypes(@Nullable Btf btf, List<Integer> shifts) {
    private static final int MAX_OPTION_BYTES = 1 << 20;

    static LinkedTypes of(String name, List<ObjectTypes> objects, SectionPlaces places) {
        @Nullable
        Btf first = objects.stream()
                .map(ObjectTypes::btf)
                .filter(btf -> btf != null)
                .findFirst()
                .orElse(null);
        var shifts = new ArrayList<Integer>();
        if (first == null) {
            objects.forEach(_ -> shifts.add(0));
            return new LinkedTypes(null, shifts);
        }
        // Of the first the strings stay where they are: alone, it is what it was.
        BtfBuilder builder = BtfBuilder.of(first);
        for (ObjectTypes object : objects) {
            shifts.add(object.btf() == null || object.btf() == first ? 0 : builder.append(object.btf()));
        }
        var owners = new ArrayList<Integer>();
        for (int file = 0; file < objects.size(); file++) {
            Btf own = objects.get(file).btf();
            for (int id = 1; own != null && id < own.count(); id++) {
                owners.add(file);
            }
        }
        new Sections(name, builder, places).join(owners);
        return new LinkedTypes(builder.build(name), shifts);
    }

    /** The data sections of the builder. */
    private static final class Sections {
        private final String name;
        private final BtfBuilder types;
        private final SectionPlaces places;
        private final Map<String, Integer> ids = new HashMap<>();
        private final Map<String, List<BtfType.Placement>> variables = new LinkedHashMap<>();
        private final Set<String> kernelNames = new HashSet<>();

        Sections(String name, BtfBuilder types, SectionPlaces places) {
            this.name = name;
            this.types = types;
            this.places = places;
        }

        /** Puts those of one name together, where the first is; {@code owners} is the file of each type. */
        void join(List<Integer> owners) {
            for (int id = 1; id < types.nextId(); id++) {
                if (types.type(id) instanceof BtfType.DataSection section) {
                    int base = places.base(owners.get(id - 1), section.name());
                    if (ids.putIfAbsent(section.name(), id) != null) {
                        types.set(id, new BtfType.Int(section.name(), 1, BtfType.IntEncoding.UNSIGNED));
                    }
                    List<BtfType.Placement> all = variables.computeIfAbsent(section.name(), _ -> new ArrayList<>());
                    section.variables().forEach(placed -> add(section.name(), base, placed, all));
                }
            }
            variables.forEach((section, placed) -> {
                int id = ids.getOrDefault(section, 0);
                int size =
                        places.size(section) > 0 ? places.size(section) : ((BtfType.DataSection) types.type(id)).size();
                types.set(
                        id,
                        section.equals(ExternalSymbol.OPTIONS)
                                ? laidOut(placed)
                                : new BtfType.DataSection(section, size, sorted(placed)));
            });
        }

        /** What is declared here and defined elsewhere has no place here; what the kernel has is declared once. */
        private void add(String section, int base, BtfType.Placement placed, List<BtfType.Placement> all) {
            boolean kernels = section.startsWith(".k");
            boolean declared = types.type(placed.type()) instanceof BtfType.Variable variable
                    && variable.linkage() == BtfType.Linkage.EXTERN;
            if (kernels ? kernelNames.add(section + " " + nameOf(placed.type())) : !declared) {
                all.add(new BtfType.Placement(placed.type(), base + placed.offset(), placed.size()));
            }
        }

        private String nameOf(int id) {
            return switch (types.type(id)) {
                case BtfType.Variable variable -> variable.name();
                case BtfType.Function function -> function.name();
                default -> "";
            };
        }

        private static List<BtfType.Placement> sorted(List<BtfType.Placement> placed) {
            return placed.stream()
                    .sorted((one, other) -> Integer.compare(one.offset(), other.offset()))
                    .toList();
        }

        /** Options have no place in the file: the largest come first, so that each is aligned, and are filled in at load. */
        private BtfType.DataSection laidOut(List<BtfType.Placement> options) {
            List<BtfType.Placement> sorted = options.stream()
                    .sorted((one, other) -> Integer.compare(alignment(other), alignment(one)))
                    .toList();
            var placed = new ArrayList<BtfType.Placement>();
            int end = 0;
            for (BtfType.Placement variable : sorted) {
                placed.add(new BtfType.Placement(variable.type(), end, variable.size()));
                end += variable.size();
                if (end < 0 || end > MAX_OPTION_BYTES) {
                    throw new InvalidInputException(
                            "%s declares kernel options of more than %d bytes".formatted(name, MAX_OPTION_BYTES),
                            "declare texts as long as they are");
                }
            }
            return new BtfType.DataSection(ExternalSymbol.OPTIONS, end, placed);
        }

        /** Numbers have 1, 2, 4 or 8 bytes; anything else is text. */
        private static int alignment(BtfType.Placement variable) {
            return Integer.bitCount(variable.size()) == 1 && variable.size() <= Long.BYTES ? variable.size() : 1;
        }
    }
}
