package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The symbols that objects which are linked share by name: a definition that is not weak goes before weak ones, and of
 * these the first.
 */
final class GlobalSymbols {
    /** Where a symbol is defined: in which of the files, and as what. */
    record Definition(int file, ElfSymbol symbol) {}

    private final Map<String, Definition> definitions = new HashMap<>();

    /** Refuses two definitions of a name that are both not weak. */
    GlobalSymbols(List<ElfFile> files) {
        for (int index = 0; index < files.size(); index++) {
            for (ElfSymbol symbol : files.get(index).global()) {
                add(files, new Definition(index, symbol));
            }
        }
    }

    private void add(List<ElfFile> files, Definition here) {
        Definition before = definitions.putIfAbsent(here.symbol.name(), here);
        if (before == null || here.symbol.binding() == ElfSymbol.Binding.WEAK) {
            return;
        }
        if (before.symbol.binding() != ElfSymbol.Binding.WEAK) {
            throw new InvalidInputException(
                    before.file == here.file
                            ? "%s defines '%s' twice"
                                    .formatted(files.get(here.file).name(), here.symbol.name())
                            : "'%s' is defined in %s and in %s"
                                    .formatted(
                                            here.symbol.name(),
                                            files.get(before.file).name(),
                                            files.get(here.file).name()),
                    "rename one, make it static, or declare one __weak");
        }
        definitions.put(here.symbol.name(), here);
    }

    /** The definition of a name that is not of one file alone. */
    Optional<Definition> find(String name) {
        return Optional.ofNullable(definitions.get(name));
    }

    /** Whether a symbol of a file is the definition of its name: static ones always are. */
    boolean isDefinition(int file, ElfSymbol symbol) {
        return symbol.binding() == ElfSymbol.Binding.LOCAL || isDefinition(file, symbol.name());
    }

    /** Whether what a file calls by this name is defined there. */
    boolean isDefinition(int file, String name) {
        Definition known = definitions.get(name);
        return known == null || known.file == file;
    }
}
