package dev.rawtap.object;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Programs, the maps and global variables that they share, and their types: what a script, a Java method and a clang
 * object all become. A value: immutable, comparable, the same on every host.
 *
 * @param name file name or other name for messages
 * @param order byte order; engines refuse what is not the host's
 * @param license licence text, empty if the object has none (GPL-only helpers are refused then)
 * @param programs programs in the order of the object
 * @param maps maps in the order of the object, global data sections included
 * @param globals global variables
 * @param btf the object's own types
 * @param notes what a reader of the object should know, such as a suspicious access; never an error
 * @param externals what the kernel has to have
 */
public record ObjectSpec(
        String name,
        ByteOrder order,
        String license,
        List<ProgramSpec> programs,
        List<MapSpec> maps,
        List<GlobalVariable> globals,
        Optional<Btf> btf,
        List<String> notes,
        List<ExternalSymbol> externals) {
    /** Copies the lists. */
    public ObjectSpec {
        programs = List.copyOf(programs);
        maps = List.copyOf(maps);
        globals = List.copyOf(globals);
        notes = List.copyOf(notes);
        externals = List.copyOf(externals);
    }

    /** An object that uses helpers, maps and types of the kernel alone. */
    public ObjectSpec(
            String name,
            ByteOrder order,
            String license,
            List<ProgramSpec> programs,
            List<MapSpec> maps,
            List<GlobalVariable> globals,
            Optional<Btf> btf,
            List<String> notes) {
        this(name, order, license, programs, maps, globals, btf, notes, List.of());
    }

    /** The program of this name; an unknown name gives the nearest ones. */
    public ProgramSpec program(String wanted) {
        return programs.stream()
                .filter(program -> program.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names =
                            programs.stream().map(ProgramSpec::name).toList();
                    List<String> near = NearestNames.of(wanted, names, 3);
                    return new InvalidInputException(
                            "%s has no program '%s'".formatted(name, wanted),
                            near.isEmpty()
                                    ? "it has: " + String.join(", ", names)
                                    : "nearest: " + String.join(", ", near));
                });
    }

    /** The same object with another form of one of its programs, which has its name. */
    public ObjectSpec withProgram(ProgramSpec other) {
        ProgramSpec known = program(other.name());
        return withPrograms(programs.stream()
                .map(program -> program.equals(known) ? other : program)
                .toList());
    }

    /** The same object with other programs. */
    public ObjectSpec withPrograms(List<ProgramSpec> other) {
        return new ObjectSpec(name, order, license, other, maps, globals, btf, notes, externals);
    }

    /** The same object with other maps. */
    public ObjectSpec withMaps(List<MapSpec> other) {
        return new ObjectSpec(name, order, license, programs, other, globals, btf, notes, externals);
    }
}
