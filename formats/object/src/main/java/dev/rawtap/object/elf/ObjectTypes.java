package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfExt;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.ExternalSymbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The BTF of an object as the kernel takes it. The compiler leaves the sizes of data sections 0 and the places of their
 * variables to relocations; the kernel wants both, and variables by offset.
 */
record ObjectTypes(@Nullable Btf btf, @Nullable BtfExt programs) {
    private static final int MAX_OPTION_BYTES = 1 << 20;

    static ObjectTypes read(ElfFile file) {
        Optional<ElfSection> section =
                file.section(".BTF").filter(found -> found.data().size() > 0);
        if (section.isEmpty()) {
            return new ObjectTypes(null, null);
        }
        Btf raw = Btf.read(file.name() + " .BTF", file.relocated(section.get()));
        Btf btf = withPlaces(file, raw);
        BtfExt programs = file.section(".BTF.ext")
                .filter(found -> found.data().size() > 0)
                .map(found ->
                        BtfExt.read(file.name() + " .BTF.ext", found.data().segment(), btf))
                .orElse(null);
        return new ObjectTypes(btf, programs);
    }

    private static Btf withPlaces(ElfFile file, Btf btf) {
        int[] ids = btf.ids(BtfKind.DATA_SECTION).toArray();
        if (ids.length == 0) {
            return btf;
        }
        var builder = BtfBuilder.of(btf);
        for (int id : ids) {
            if (btf.type(id) instanceof BtfType.DataSection section) {
                builder.set(
                        id,
                        section.name().equals(ExternalSymbol.OPTIONS)
                                ? laidOut(file.name(), section)
                                : withPlaces(file, section));
            }
        }
        return builder.build(btf.name());
    }

    private static BtfType.DataSection withPlaces(ElfFile file, BtfType.DataSection section) {
        List<BtfType.Placement> variables = section.variables().stream()
                .sorted((one, other) -> Integer.compare(one.offset(), other.offset()))
                .toList();
        int size = file.section(section.name()).map(found -> (int) found.size()).orElse(section.size());
        return new BtfType.DataSection(section.name(), size, variables);
    }

    /** Options have no place in the file: the largest come first, so that each is aligned, and the loader fills them in. */
    private static BtfType.DataSection laidOut(String file, BtfType.DataSection section) {
        List<BtfType.Placement> sorted = section.variables().stream()
                .sorted((one, other) -> Integer.compare(alignment(other), alignment(one)))
                .toList();
        var placed = new ArrayList<BtfType.Placement>();
        int end = 0;
        for (BtfType.Placement variable : sorted) {
            placed.add(new BtfType.Placement(variable.type(), end, variable.size()));
            end += variable.size();
            if (end < 0 || end > MAX_OPTION_BYTES) {
                throw new InvalidInputException(
                        "%s declares kernel options of more than %d bytes".formatted(file, MAX_OPTION_BYTES),
                        "declare texts as long as they are");
            }
        }
        return new BtfType.DataSection(section.name(), end, placed);
    }

    /** Numbers have 1, 2, 4 or 8 bytes; anything else is text. */
    private static int alignment(BtfType.Placement variable) {
        return Integer.bitCount(variable.size()) == 1 && variable.size() <= Long.BYTES ? variable.size() : 1;
    }
}
