package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.dwarf.DwarfSections;
import dev.rawtap.btf.dwarf.DwarfTypes;
import dev.rawtap.object.ObjectSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .bpf.o} file that clang made, or several linked into one: what it says, as a value, and the debug types beside it.
 *
 * <p>Immutable and thread-safe.
 */
public final class ElfObject {
    private final List<ElfFile> files;
    private final ObjectSpec spec;
    private @Nullable Optional<Btf> debugTypes;

    private ElfObject(List<ElfFile> files) {
        this.files = files;
        this.spec = new ObjectLinker(files).spec();
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if there is no such file, it is no BPF object, or it holds what is not supported
     * @throws MalformedException at the first place that is broken
     */
    public static ElfObject read(Path path) {
        return new ElfObject(List.of(open(path)));
    }

    private static ElfFile open(Path path) {
        try {
            if (!Files.exists(path)) {
                throw new InvalidInputException("no such file: " + path, null);
            }
            if (!Files.isRegularFile(path)) {
                throw new InvalidInputException(path + " is not a regular file", null);
            }
            long size = Files.size(path);
            if (size > ElfFile.MAX_BYTES) {
                throw ElfFile.tooLarge(path.toString(), size);
            }
            return ElfFile.read(path.toString(), MemorySegment.ofArray(Files.readAllBytes(path)));
        } catch (IOException failed) {
            throw new InvalidInputException("cannot read %s: %s".formatted(path, failed.getMessage()), null, failed);
        }
    }

    /** Reads bytes that messages call {@code name}; they are not copied and must not change. */
    public static ElfObject read(String name, byte[] bytes) {
        return read(name, MemorySegment.ofArray(bytes));
    }

    /** Reads bytes that messages call {@code name}; they are not copied and must not change. */
    public static ElfObject read(String name, MemorySegment bytes) {
        return new ElfObject(List.of(ElfFile.read(name, bytes)));
    }

    /**
     * Reads files and links them into one object: functions, global variables and maps that one declares are those that
     * another defines; a weak definition gives way to one that is not. Data sections of one name are put together, types
     * one after the other.
     *
     * @throws InvalidInputException as for one file; and if two define a name, or they disagree about a map, the licence or
     *     the byte order
     * @throws MalformedException at the first place that is broken
     */
    public static ElfObject link(List<Path> paths) {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("no files to link");
        }
        return new ElfObject(paths.stream().map(ElfObject::open).toList());
    }

    /** Programs, maps, global variables and types. */
    public ObjectSpec spec() {
        return spec;
    }

    /** The sections of the file, by number; of linked files one after the other. */
    public List<ElfSection> sections() {
        return files.stream().flatMap(file -> file.sections().stream()).toList();
    }

    /**
     * The types of the object's DWARF: also those that no map, global variable or function names, such as the struct
     * of a ring buffer's records. Read when first asked for.
     *
     * @return empty if the object was stripped of it, or it is compressed
     * @throws MalformedException if it is broken
     */
    public synchronized Optional<Btf> debugTypes() {
        Optional<Btf> known = debugTypes;
        if (known == null) {
            known = readDebugTypes();
            debugTypes = known;
        }
        return known;
    }

    private Optional<Btf> readDebugTypes() {
        List<Btf> found =
                files.stream().flatMap(file -> readDebugTypes(file).stream()).toList();
        if (found.size() < 2) {
            return found.stream().findFirst();
        }
        BtfBuilder all = BtfBuilder.of(found.getFirst());
        found.subList(1, found.size()).forEach(all::append);
        return Optional.of(all.build(spec.name()));
    }

    private static Optional<Btf> readDebugTypes(ElfFile file) {
        boolean readable = file.section(".debug_info")
                .filter(info -> info.data().size() > 0 && !info.isCompressed())
                .isPresent();
        if (!readable) {
            return Optional.empty();
        }
        return Optional.of(DwarfTypes.read(new DwarfSections(
                file.name(),
                file.order(),
                debug(file, ".debug_info"),
                debug(file, ".debug_abbrev"),
                debug(file, ".debug_str"),
                debug(file, ".debug_str_offsets"),
                debug(file, ".debug_line_str"))));
    }

    private static MemorySegment debug(ElfFile file, String name) {
        return file.section(name).map(file::relocated).orElse(MemorySegment.ofArray(new byte[0]));
    }
}
