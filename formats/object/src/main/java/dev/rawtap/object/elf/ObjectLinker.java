package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes one object of files: of one as it is, of several linked by the names that they share. */
final class ObjectLinker {
    private final List<ElfFile> files;
    private final String name;
    private final String license;
    private final GlobalSymbols globals;
    private final List<ObjectTypes> types;
    private final LinkedTypes linked;
    private final SymbolTable.Linking linking;
    private final List<MapSections> maps = new ArrayList<>();
    private final List<Map<Integer, CodeSection>> code = new ArrayList<>();
    private final DataSections data;

    ObjectLinker(List<ElfFile> files) {
        this.files = files;
        this.name = files.stream().map(ElfFile::name).collect(Collectors.joining(", "));
        requireOneOrder();
        this.license = license(files);
        this.globals = new GlobalSymbols(files);
        var places = new SectionPlaces(files);
        this.types = files.stream().map(ObjectTypes::read).toList();
        this.linked = LinkedTypes.of(name, types, places);
        var externals = new ExternalDeclarations(files, linked.btf());
        this.linking = new SymbolTable.Linking(globals, places, externals, new ArrayList<>());
        this.data = new DataSections(places, globals);
        for (int number = 0; number < files.size(); number++) {
            read(number);
        }
    }

    private void read(int number) {
        ElfFile file = files.get(number);
        ObjectTypes own = types.get(number);
        int shift = linked.shifts().get(number);
        var sections = new HashMap<Integer, CodeSection>();
        for (ElfSection section : file.sections()) {
            if (section.isCode() && section.data().size() > 0) {
                sections.put(section.index(), new CodeSection(file, section, own.programs(), shift));
            }
        }
        var defined = new MapSections(file, own.btf(), shift, map -> globals.isDefinition(number, map));
        code.add(sections);
        maps.add(defined);
        linking.tables().add(new SymbolTable(file, number, sections, defined, linking));
        data.read(file, number, own.btf(), shift);
    }

    private void requireOneOrder() {
        for (ElfFile file : files) {
            if (file.order() != files.getFirst().order()) {
                throw new InvalidInputException(
                        "%s is for %s machines, %s for %s"
                                .formatted(
                                        files.getFirst().name(),
                                        files.getFirst().order(),
                                        file.name(),
                                        file.order()),
                        "compile all with the same -target");
            }
        }
    }

    /** What they are together. */
    ObjectSpec spec() {
        var notes = new ArrayList<String>();
        List<ProgramSpec> programs = programs(notes);
        programs.forEach(program -> notes.addAll(FourthArgument.notes(program, linked.btf())));
        var allMaps = new ArrayList<MapSpec>();
        maps.forEach(defined -> allMaps.addAll(defined.specs()));
        requireDistinct(allMaps.stream().map(MapSpec::name).toList(), "map");
        requireAgreement(allMaps);
        allMaps.addAll(data.maps(linked.btf()));
        linking.externals().optionMap().ifPresent(allMaps::add);
        var variables = new ArrayList<>(data.variables());
        variables.addAll(linking.externals().options());
        requireDistinct(programs.stream().map(ProgramSpec::name).toList(), "program");
        return new ObjectSpec(
                name,
                files.getFirst().order(),
                license,
                programs,
                allMaps,
                variables,
                Optional.ofNullable(linked.btf()),
                notes,
                linking.externals().symbols());
    }

    private List<ProgramSpec> programs(List<String> notes) {
        Map<CodeSection, SymbolTable> tables = new HashMap<>();
        for (int number = 0; number < files.size(); number++) {
            SymbolTable table = linking.tables().get(number);
            code.get(number).values().forEach(section -> tables.put(section, table));
        }
        var linker = new ProgramLinker(name, tables);
        var programs = new ArrayList<ProgramSpec>();
        for (int number = 0; number < files.size(); number++) {
            programs.addAll(programs(number, linker, notes));
        }
        return programs;
    }

    private List<ProgramSpec> programs(int number, ProgramLinker linker, List<String> notes) {
        var programs = new ArrayList<ProgramSpec>();
        for (ElfSection section : files.get(number).sections()) {
            CodeSection functions = code.get(number).get(section.index());
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
            entries.stream()
                    .filter(entry -> globals.isDefinition(number, entry.name()))
                    .forEach(entry -> programs.add(linker.link(entry)));
        }
        return programs;
    }

    private void requireDistinct(List<String> names, String what) {
        Set<String> seen = new HashSet<>();
        for (String each : names) {
            if (!seen.add(each)) {
                throw new InvalidInputException("%s has two %ss named '%s'".formatted(name, what, each), null);
            }
        }
    }

    /** What a file declares of another one's map must be true. */
    private void requireAgreement(List<MapSpec> defined) {
        for (int number = 0; number < files.size(); number++) {
            for (MapSpec declared : maps.get(number).declared()) {
                for (MapSpec map : defined) {
                    if (map.name().equals(declared.name()) && !shape(map).equals(shape(declared))) {
                        throw new InvalidInputException(
                                "%s declares map '%s' as %s, but it is defined as %s"
                                        .formatted(files.get(number).name(), map.name(), shape(declared), shape(map)),
                                "write the definition in a header of both");
                    }
                }
            }
        }
    }

    private static String shape(MapSpec map) {
        return "%s with key %d, value %d, entries %d, flags 0x%x%s"
                .formatted(
                        map.type(),
                        map.keySize(),
                        map.valueSize(),
                        Integer.toUnsignedLong(map.maxEntries()),
                        map.flags(),
                        map.inner().map(inner -> " of " + shape(inner)).orElse(""));
    }

    /** A file without one is under the others'. */
    private static String license(List<ElfFile> files) {
        String license = "";
        String from = "";
        for (ElfFile file : files) {
            Optional<ElfSection> section =
                    file.section("license").filter(found -> found.data().size() > 0);
            if (section.isEmpty()) {
                continue;
            }
            String own = section.get().data().string(0);
            if (!from.isEmpty() && !own.equals(license)) {
                throw new InvalidInputException(
                        "%s is under licence '%s', %s under '%s'".formatted(from, license, file.name(), own),
                        "programs that are linked have one licence");
            }
            license = own;
            from = file.name();
        }
        return license;
    }
}
