package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.dwarf.DwarfSections;
import dev.rawtap.btf.dwarf.DwarfTypes;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .bpf.o} file that clang made: what it says, as a value, and the debug types beside it.
 *
 * <p>Immutable and thread-safe.
 */
public final class ElfObject {
    private final ElfFile file;
    private final ObjectSpec spec;
    private @Nullable Optional<Btf> debugTypes;

    private ElfObject(ElfFile file) {
        this.file = file;
        this.spec = specOf(file);
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if there is no such file, it is no BPF object, or it holds what is not supported
     * @throws MalformedException at the first place that is broken
     */
    public static ElfObject read(Path path) {
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
            return read(path.toString(), Files.readAllBytes(path));
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
        return new ElfObject(ElfFile.read(name, bytes));
    }

    private static ObjectSpec specOf(ElfFile file) {
        ObjectTypes types = ObjectTypes.read(file);
        var maps = new MapSections(file, types.btf());
        var data = new DataSections(file, types.btf());
        var externals = new ExternalDeclarations(file, types.btf());
        var notes = new ArrayList<String>();
        List<ProgramSpec> programs = programs(file, types, maps, externals, notes);
        programs.forEach(program -> notes.addAll(FourthArgument.notes(program, types.btf())));
        var allMaps = new ArrayList<>(maps.specs());
        allMaps.addAll(data.maps());
        externals.optionMap().ifPresent(allMaps::add);
        var variables = new ArrayList<>(data.variables());
        variables.addAll(externals.options());
        requireDistinct(file, allMaps.stream().map(MapSpec::name).toList(), "map");
        requireDistinct(file, programs.stream().map(ProgramSpec::name).toList(), "program");
        return new ObjectSpec(
                file.name(),
                file.order(),
                license(file),
                programs,
                allMaps,
                variables,
                Optional.ofNullable(types.btf()),
                notes,
                externals.symbols());
    }

    private static List<ProgramSpec> programs(
            ElfFile file, ObjectTypes types, MapSections maps, ExternalDeclarations externals, List<String> notes) {
        Map<Integer, CodeSection> code = new HashMap<>();
        for (ElfSection section : file.sections()) {
            if (section.isCode() && section.data().size() > 0) {
                code.put(section.index(), new CodeSection(file, section, types.programs()));
            }
        }
        var linker = new ProgramLinker(file.name(), new SymbolTable(file, code, maps, externals));
        var programs = new ArrayList<ProgramSpec>();
        for (ElfSection section : file.sections()) {
            CodeSection functions = code.get(section.index());
            // Functions of .text are no programs: they are there to be called.
            if (functions == null || section.name().equals(".text")) {
                continue;
            }
            List<CodeFunction> entries = functions.functions().stream()
                    .filter(function -> function.binding() != ElfSymbol.Binding.LOCAL)
                    .toList();
            if (entries.isEmpty()) {
                notes.add("section '%s' has no program: its functions are static".formatted(section.name()));
            }
            entries.forEach(entry -> programs.add(linker.link(entry)));
        }
        return programs;
    }

    private static void requireDistinct(ElfFile file, List<String> names, String what) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new InvalidInputException("%s has two %ss named '%s'".formatted(file.name(), what, name), null);
            }
        }
    }

    private static String license(ElfFile file) {
        Optional<ElfSection> section =
                file.section("license").filter(found -> found.data().size() > 0);
        if (section.isEmpty()) {
            return "";
        }
        return section.get().data().string(0);
    }

    /** Programs, maps, global variables and types. */
    public ObjectSpec spec() {
        return spec;
    }

    /** The sections of the file, by number. */
    public List<ElfSection> sections() {
        return file.sections();
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
        boolean readable = file.section(".debug_info")
                .filter(info -> info.data().size() > 0 && !info.isCompressed())
                .isPresent();
        if (!readable) {
            return Optional.empty();
        }
        return Optional.of(DwarfTypes.read(new DwarfSections(
                file.name(),
                file.order(),
                debug(".debug_info"),
                debug(".debug_abbrev"),
                debug(".debug_str"),
                debug(".debug_str_offsets"),
                debug(".debug_line_str"))));
    }

    private MemorySegment debug(String name) {
        return file.section(name).map(file::relocated).orElse(MemorySegment.ofArray(new byte[0]));
    }
}
