package dev.rawtap.object.elf;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfExt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The BTF of an object as it is in the file, with the places of variables, which the compiler leaves to relocations.
 *
 * @param btf its types
 * @param programs what is said about its code
 */
record ObjectTypes(@Nullable Btf btf, @Nullable BtfExt programs) {

    static ObjectTypes read(ElfFile file) {
        Optional<ElfSection> section =
                file.section(".BTF").filter(found -> found.data().size() > 0);
        if (section.isEmpty()) {
            return new ObjectTypes(null, null);
        }
        Btf btf = Btf.read(file.name() + " .BTF", file.relocated(section.get()));
        BtfExt programs = file.section(".BTF.ext")
                .filter(found -> found.data().size() > 0)
                .map(found ->
                        BtfExt.read(file.name() + " .BTF.ext", found.data().segment(), btf))
                .orElse(null);
        return new ObjectTypes(btf, programs);
    }
}
