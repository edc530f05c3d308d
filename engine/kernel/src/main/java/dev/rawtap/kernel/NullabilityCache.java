package dev.rawtap.kernel;

import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers of the verifier about one boot of one kernel, in a file of the user's cache folder: a line for each tracepoint,
 * its name and a letter for each argument. It only saves time: without a folder, or with a file that cannot be read, the
 * verifier is asked again.
 */
final class NullabilityCache {
    private static final String PREFIX = "nullable-";

    private final Optional<Path> file;

    private NullabilityCache(Optional<Path> file) {
        this.file = file;
    }

    /** That of this user and this boot. */
    static NullabilityCache ofUser() {
        Optional<String> boot = new Machine(SystemFiles.HOST).bootId();
        return boot.map(id -> in(folder(), id)).orElseGet(() -> new NullabilityCache(Optional.empty()));
    }

    /** The one in {@code folder} about the boot {@code id}. */
    static NullabilityCache in(Path folder, String id) {
        return new NullabilityCache(Optional.of(folder.resolve(PREFIX + id)));
    }

    private static Path folder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path root =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return root.resolve("rawtap");
    }

    /** The answers about a tracepoint of so many arguments. */
    Optional<List<Nullability>> find(String tracepoint, int arguments) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (var lines = Files.lines(file.get())) {
            return lines.filter(line -> line.startsWith(tracepoint + " "))
                    .map(line -> decode(line.substring(tracepoint.length() + 1)))
                    .filter(answers -> answers.size() == arguments)
                    .findFirst();
        } catch (IOException | UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    /** Remembers the answers about a tracepoint. */
    void put(String tracepoint, List<Nullability> answers) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Path folder = file.get().toAbsolutePath().getParent();
            if (!Files.exists(file.get()) && folder != null) {
                Files.createDirectories(folder);
                forgetOtherBoots(folder);
            }
            // One short write: several processes may append at once.
            Files.writeString(
                    file.get(),
                    tracepoint + " " + encode(answers) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException readOnly) {
            return;
        }
    }

    private static void forgetOtherBoots(Path folder) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path path : old) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static String encode(List<Nullability> answers) {
        var text = new StringBuilder();
        for (Nullability answer : answers) {
            text.append(
                    switch (answer) {
                        case MAY_BE_NULL -> 'm';
                        case NEVER_NULL -> 'n';
                        case UNKNOWN -> 'u';
                    });
        }
        return text.toString();
    }

    /** Letters that this version does not write make the line worthless. */
    private static List<Nullability> decode(String letters) {
        var answers = new ArrayList<Nullability>();
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'm' -> answers.add(Nullability.MAY_BE_NULL);
                case 'n' -> answers.add(Nullability.NEVER_NULL);
                case 'u' -> answers.add(Nullability.UNKNOWN);
                default -> {
                    return List.of();
                }
            }
        }
        return answers;
    }
}
