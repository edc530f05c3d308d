package dev.rawtap.bench.code;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.elf.ElfObject;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Objects of clang, {@code NAME.bpf.o} in a folder.
 *
 * @param name for the table
 * @param engine loads them
 * @param folder holds them
 */
record ObjectFiles(String name, KernelEngine engine, Path folder) implements Producer {
    /** What the reference does. */
    ObjectSpec object(Reference reference) {
        return read(reference.file());
    }

    private ObjectSpec read(String file) {
        return ElfObject.read(folder.resolve(file + ".bpf.o")).spec();
    }

    @Override
    public Attached attach(Reference reference) {
        return new LoadedCode(engine, object(reference), _ -> true);
    }

    /** Programs that do nothing, attached where the reference is. */
    Producer empty() {
        return new Producer() {
            @Override
            public String name() {
                return "empty";
            }

            @Override
            public Attached attach(Reference reference) {
                Predicate<String> wanted = reference.emptyPrograms()::contains;
                return new LoadedCode(engine, read(Reference.EMPTY), wanted);
            }
        };
    }
}
