package dev.rawtap.linux;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the file of a command as execvp(3) does, so that a wrong name is told before anything is traced. */
final class CommandPath {
    /** What Java makes of bytes that the locale cannot decode. */
    private static final char UNDECODABLE = '\ufffd';

    private CommandPath() {}

    /**
     * The file to execute: {@code name} itself if it holds a slash, else the first executable of that name.
     *
     * @param searchPath folders between colons; an empty one is the working directory
     */
    static String find(String name, String searchPath) {
        if (name.isEmpty()) {
            throw new InvalidInputException("the command's name is empty", "write the program to run after --");
        }
        if (name.contains(File.separator)) {
            check(name);
            return name;
        }
        for (String folder : searchPath.split(":", -1)) {
            String candidate = (folder.isEmpty() ? "." : folder) + "/" + name;
            if (isProgram(candidate)) {
                return candidate;
            }
        }
        List<String> near = NearestNames.of(name, programs(searchPath), 3);
        throw new InvalidInputException(
                "no command '" + name + "' on PATH",
                near.isEmpty() ? "PATH is " + searchPath : "nearest: " + String.join(", ", near));
    }

    private static void check(String name) {
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException notOfThisLocale) {
            return; // Java cannot look; the kernel can, when the command is released.
        }
        if (name.indexOf(UNDECODABLE) >= 0) {
            return; // Neither can it here.
        }
        if (!Files.exists(path)) {
            throw new InvalidInputException(
                    "no such file '" + name + "'", "the working directory is " + workingFolder());
        }
        if (Files.isDirectory(path)) {
            throw new InvalidInputException("'" + name + "' is a folder, not a command", null);
        }
        if (!Files.isExecutable(path)) {
            throw new InvalidInputException("'" + name + "' is not executable", "allow it: chmod +x " + name);
        }
    }

    private static String workingFolder() {
        return Path.of("").toAbsolutePath().toString();
    }

    private static boolean isProgram(String candidate) {
        try {
            Path path = Path.of(candidate);
            return Files.isExecutable(path) && Files.isRegularFile(path);
        } catch (InvalidPathException notOfThisLocale) {
            return false;
        }
    }

    private static Set<String> programs(String searchPath) {
        Set<String> names = new TreeSet<>();
        for (String folder : searchPath.split(":", -1)) {
            names.addAll(files(folder));
        }
        return names;
    }

    /** Names in a folder; none if it cannot be read. */
    private static List<String> files(String folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException | DirectoryIteratorException | InvalidPathException unreadable) {
            return List.of();
        }
        return names;
    }
}
