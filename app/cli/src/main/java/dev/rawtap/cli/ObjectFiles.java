package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.object.elf.ElfObject;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Objects that a user names on the command line. */
final class ObjectFiles {
    private static final String C = ".c";
    private static final List<String> SOURCES = List.of(C, ".cc", ".cpp", ".rs");

    private ObjectFiles() {}

    /**
     * Reads an object, or several linked into one.
     *
     * @throws InvalidInputException if there is none, or it is source: then with the commands that make the object
     * @throws dev.rawtap.base.MalformedException if it is broken
     */
    static ElfObject open(List<String> files) {
        List<Path> paths = files.stream().map(ObjectFiles::path).toList();
        return paths.size() == 1 ? ElfObject.read(paths.getFirst()) : ElfObject.link(paths);
    }

    private static Path path(String file) {
        for (String suffix : SOURCES) {
            if (file.endsWith(suffix)) {
                throw source(file, suffix);
            }
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException impossible) {
            throw new InvalidInputException(
                    "'" + file + "' is no file name: " + impossible.getReason(), null, impossible);
        }
    }

    private static InvalidInputException source(String file, String suffix) {
        String object = file.substring(0, file.length() - suffix.length()) + ".o";
        String commands = suffix.equals(C)
                ? "make the object, then run it:\n  clang -O2 -g -target bpf -I/usr/include/$(uname -m)-linux-gnu -c %s -o %s\n  rawtap run %s"
                        .formatted(file, object, object)
                : "compile it to a BPF object, then: rawtap run " + object;
        String absent = Files.exists(Path.of(file)) ? "" : " (and there is no such file)";
        return new InvalidInputException("'" + file + "' is source, not an object" + absent, commands);
    }
}
