package dev.rawtap.linux.symbol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** Finds the symbols that were stripped from a file and put into another one. */
final class DebugFiles {
    private static final String FOLDER = "usr/lib/debug";
    private static final int CHUNK = 1 << 16;

    private DebugFiles() {}

    /**
     * The debug file of an image: by its build id, or by the name and checksum that it gives.
     *
     * @param file the image's file, below {@code root}
     * @param root the folder that stands for {@code /}
     * @param folders where it may be, beside the usual one
     */
    static Optional<ElfImage> find(ElfImage image, Path file, Path root, List<Path> folders) {
        var all = new ArrayList<>(folders);
        all.add(root.resolve(FOLDER));
        return image.buildId()
                .filter(id -> id.length() > 2)
                .flatMap(id -> identified(id, all))
                .or(() -> image.debugLink().flatMap(link -> linked(link, file, root, all)));
    }

    private static Optional<ElfImage> identified(String id, List<Path> folders) {
        return folders.stream()
                .map(folder ->
                        folder.resolve(".build-id").resolve(id.substring(0, 2)).resolve(id.substring(2) + ".debug"))
                .filter(Files::isReadable)
                .findFirst()
                .flatMap(ElfImage::open);
    }

    private static Optional<ElfImage> linked(ElfImage.DebugLink link, Path file, Path root, List<Path> folders) {
        for (Path candidate : candidates(link.file(), file, root, folders)) {
            if (Files.isReadable(candidate) && checksum(candidate) == link.checksum()) {
                return ElfImage.open(candidate);
            }
        }
        return Optional.empty();
    }

    private static List<Path> candidates(String name, Path file, Path root, List<Path> folders) {
        var candidates = new ArrayList<Path>();
        Path folder = file.getParent();
        try {
            if (folder != null && !name.isEmpty()) {
                candidates.add(folder.resolve(name));
                candidates.add(folder.resolve(".debug").resolve(name));
                for (Path debug : folders) {
                    candidates.add(debug.resolve(root.relativize(folder)).resolve(name));
                }
            }
        } catch (InvalidPathException noName) {
            return List.of();
        }
        candidates.remove(file);
        return candidates;
    }

    private static int checksum(Path file) {
        var crc = new CRC32();
        byte[] buffer = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        } catch (IOException unreadable) {
            return 0;
        }
        return (int) crc.getValue();
    }
}
