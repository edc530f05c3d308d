package dev.rawtap.linux.symbol;

import dev.rawtap.contract.Host.Symbol;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file that processes map: its functions, read when first asked for. Not thread-safe. */
final class MappedModule {
    private final Optional<ElfImage> image;
    private final Path file;
    private final Path root;
    private final List<Path> debugFolders;
    private @Nullable FunctionTable functions;
    private @Nullable Optional<String> buildId;

    private MappedModule(Optional<ElfImage> image, Path file, Path root, List<Path> debugFolders) {
        this.image = image;
        this.file = file;
        this.root = root;
        this.debugFolders = debugFolders;
    }

    /**
     * The module in {@code file}, which lies below {@code root}; one without names if it cannot be read.
     *
     * @param debugFolders where its debug file may be, beside the usual places
     */
    static MappedModule open(Path file, Path root, List<Path> debugFolders) {
        return new MappedModule(ElfImage.open(file), file, root, debugFolders);
    }

    /** A module that is in memory alone. */
    static MappedModule of(Optional<ElfImage> image) {
        return new MappedModule(image, Path.of("/"), Path.of("/"), List.of());
    }

    /** The function at a place in the file. */
    Optional<Symbol> find(long offset) {
        if (image.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong address = image.get().addressOf(offset);
        return address.isEmpty() ? Optional.empty() : functions(image.get()).find(address.getAsLong());
    }

    /** The build id, if it has one. */
    Optional<String> buildId() {
        Optional<String> known = buildId;
        if (known == null) {
            known = image.flatMap(ElfImage::buildId);
            buildId = known;
        }
        return known;
    }

    /** Those of the debug file if the file was stripped and there is one: its own dynamic symbols are what is exported. */
    private FunctionTable functions(ElfImage elf) {
        FunctionTable known = functions;
        if (known == null) {
            known = elf.section(ElfImage.SYMBOLS).isPresent()
                    ? FunctionTable.of(elf)
                    : DebugFiles.find(elf, file, root, debugFolders)
                            .map(FunctionTable::of)
                            .filter(table -> table.size() > 0)
                            .orElseGet(() -> FunctionTable.of(elf));
            functions = known;
        }
        return known;
    }
}
