package dev.rawtap.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads files of cases. */
public final class ConformanceFile {
    private static final String SUFFIX = ".data";
    private static final Pattern HEADER = Pattern.compile(
            "-- (case|script|arguments|parameters|command|environment|file|formats|deviation|(?:upstream )?(?:text|json|stderr|refuse|exit))(?: (.*))?");

    private ConformanceFile() {}

    /**
     * The folder {@code conformance/script} of the repository.
     *
     * @throws IllegalStateException when there is none
     */
    public static Path folder() {
        return folder("conformance/script");
    }

    /** A folder of the repository that {@code rawtap.root} names or the working directory is in. */
    static Path folder(String name) {
        String root = System.getProperty("rawtap.root");
        if (root != null) {
            return Path.of(root, name);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no %s above %s".formatted(name, Path.of("").toAbsolutePath()));
    }

    /** The cases of all files of a folder, files in the order of their names. */
    public static List<Case> readAll(Path folder) throws IOException {
        var cases = new ArrayList<Case>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.filter(each -> each.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                cases.addAll(read(path));
            }
        }
        return cases;
    }

    /**
     * The cases of a file, in its order.
     *
     * @throws IllegalArgumentException naming file and line, when the file is not as the format says
     */
    public static List<Case> read(Path path) throws IOException {
        return parse(path.getFileName().toString(), Files.readString(path));
    }

    static List<Case> parse(String file, String text) {
        String topic = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
        return Section.cases(file, text, HEADER, sections -> CaseBuilder.build(topic, sections));
    }
}
