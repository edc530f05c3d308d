package dev.rawtap.object.elf;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfExt;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The BTF of an object as the kernel takes it. The compiler leaves the sizes of data sections 0 and the places of their
 * variables to relocations; the kernel wants both, and variables by offset.
 */
record ObjectTypes(@Nullable Btf btf, @Nullable BtfExt programs) {

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
                List<BtfType.Placement> variables = section.variables().stream()
                        .sorted((one, other) -> Integer.compare(one.offset(), other.offset()))
                        .toList();
                int size = file.section(section.name())
                        .map(found -> (int) found.size())
                        .orElse(section.size());
                builder.set(id, new BtfType.DataSection(section.name(), size, variables));
            }
        }
        return builder.build(btf.name());
    }
}
