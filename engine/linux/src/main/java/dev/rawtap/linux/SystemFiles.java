package dev.rawtap.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Text of procfs, sysfs and {@code /etc} below a root folder: {@code /}, or what a test has laid out.
 *
 * @param root the folder that stands for {@code /}
 */
public record SystemFiles(Path root) {
    /** Those of this machine. */
    public static final SystemFiles HOST = new SystemFiles(Path.of("/"));

    /** The place of an absolute path below the root. */
    public Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** The whole content; empty if the file is absent or may not be read. */
    public Optional<byte[]> bytes(String absolute) {
        try {
            return Optional.of(Files.readAllBytes(path(absolute)));
        } catch (IOException absentOrRefused) {
            return Optional.empty();
        }
    }

    /** The whole text without white space at its ends; empty if the file is absent or may not be read. */
    public Optional<String> text(String absolute) {
        return bytes(absolute).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }
}
