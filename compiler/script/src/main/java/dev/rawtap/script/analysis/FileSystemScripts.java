package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Imports from the file system: relative paths are looked for beside the importing script, then in the working directory.
 *
 * @param workingDirectory where relative paths start
 */
public record FileSystemScripts(Path workingDirectory) implements ScriptFiles {
    private static final int MAX_BYTES = 16 << 20;

    @Override
    public Found find(String path, String from) {
        try {
            var tried = new ArrayList<String>();
            for (Path folder : folders(from)) {
                Path candidate = folder.resolve(path).normalize();
                tried.add(path);
                if (Files.exists(candidate)) {
                    return read(candidate, path);
                }
            }
            return new Missing(
                    "Unable to find suitable path for import",
                    "checked: " + String.join(", ", tried.stream().distinct().toList()));
        } catch (IOException | InvalidPathException unreadable) {
            return new Missing("cannot read \"%s\"".formatted(path), String.valueOf(unreadable.getMessage()));
        }
    }

    private List<Path> folders(String from) {
        Path beside = workingDirectory.resolve(from).getParent();
        return beside == null ? List.of(workingDirectory) : List.of(beside, workingDirectory);
    }

    private static Found read(Path file, String path) throws IOException {
        Optional<Missing> writable = refuseWritable(file, path);
        if (writable.isPresent()) {
            return writable.get();
        }
        if (Files.isDirectory(file)) {
            return directory(file, path);
        }
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".bt")) {
            return new Scripts(List.of(script(file, path)));
        }
        if (name.endsWith(".h")) {
            return new Header(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        if (name.endsWith(".bpf.c") || name.endsWith(".bpf.o")) {
            return new Missing(
                    "import of \"%s\" needs a C compiler".formatted(path), "write it in the language: macro or fn");
        }
        return new Missing("unknown import type: \"%s\"".formatted(name), "scripts end in .bt");
    }

    /** Whoever can write an imported file decides what root runs. */
    private static Optional<Missing> refuseWritable(Path file, String path) throws IOException {
        return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)
                ? Optional.of(new Missing(
                        "refusing to import from world-writable path: \"%s\"".formatted(path), "chmod o-w " + path))
                : Optional.empty();
    }

    private static Found directory(Path folder, String path) throws IOException {
        var scripts = new ArrayList<Script>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(found -> found.toString().endsWith(".bt"))
                    .sorted()
                    .toList()) {
                Optional<Missing> writable = refuseWritable(file, path);
                if (writable.isPresent()) {
                    return writable.get();
                }
                scripts.add(script(file, path + "/" + file.getFileName()));
            }
        }
        return new Scripts(scripts);
    }

    private static Script script(Path file, String name) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("file of %d bytes is too large".formatted(Files.size(file)));
        }
        ParsedScript parsed = ScriptParser.parse(name, Files.readAllBytes(file));
        return new Script(file.toAbsolutePath().normalize().toString(), parsed.program(), parsed.problems());
    }
}
