package dev.rawtap.object.elf;

import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The corpus of objects: src/test/c/README.md says what is true of each. */
public final class Objects {
    private static final Path FOLDER =
            Path.of(System.getProperty("rawtap.root"), "formats/object/src/test/resources/objects");

    private Objects() {}

    /** File of the object with this name. */
    public static Path path(String name) {
        return FOLDER.resolve(name + ".o");
    }

    /** What another program says: src/test/c/golden. */
    static Path golden(String file) {
        return FOLDER.resolveSibling("golden").resolve(file);
    }

    /** The object with this name. */
    public static ObjectSpec read(String name) {
        return ElfObject.read(path(name)).spec();
    }

    /** Names of all objects. */
    public static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".o"))
                    .map(file -> file.substring(0, file.length() - 2))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The program of an object with this name. */
    public static ProgramSpec program(ObjectSpec object, String name) {
        return object.programs().stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The map of an object with this name. */
    public static MapSpec map(ObjectSpec object, String name) {
        return object.maps().stream()
                .filter(map -> map.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
