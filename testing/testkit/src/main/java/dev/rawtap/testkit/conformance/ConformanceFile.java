package dev.rawtap.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads files of cases. */
public final class ConformanceFile {
    private static final String SUFFIX = ".data";
    private static final Pattern HEADER = Pattern.compile(
            "-- (case|script|arguments|parameters|command|environment|file|formats|deviation|(?:upstream )?(?:text|json|stderr|refuse|exit))(?: (.*))?");

    private ConformanceFile() {}

    /** A part of a case as it is written. */
    record Section(String kind, String argument, int line, StringBuilder body) {}

    /**
     * The folder {@code conformance/script} of the repository that the working directory is in.
     *
     * @throws IllegalStateException when there is none
     */
    public static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("conformance/script");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no conformance/script above " + Path.of("").toAbsolutePath());
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
        var cases = new ArrayList<Case>();
        var sections = new ArrayList<Section>();
        var names = new HashSet<String>();
        int number = 0;
        for (String line : text.split("(?<=\n)")) {
            number++;
            Matcher header = HEADER.matcher(line.strip());
            if (line.startsWith("-- ") && header.matches()) {
                String argument = header.group(2) == null ? "" : header.group(2);
                if (header.group(1).equals("case")) {
                    finish(file, sections, names, cases);
                } else if (sections.isEmpty()) {
                    throw new IllegalArgumentException("%s:%d: section before the first case".formatted(file, number));
                }
                sections.add(new Section(header.group(1), argument, number, new StringBuilder()));
            } else if (!sections.isEmpty() && !sections.getLast().kind().equals("case")) {
                sections.getLast().body().append(line);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(
                        "%s:%d: expected a section or a comment, found '%s'".formatted(file, number, line.strip()));
            }
        }
        finish(file, sections, names, cases);
        return cases;
    }

    private static void finish(String file, List<Section> sections, Set<String> names, List<Case> cases) {
        if (sections.isEmpty()) {
            return;
        }
        Section first = sections.getFirst();
        if (!names.add(first.argument())) {
            throw new IllegalArgumentException(
                    "%s:%d: a second case is named '%s'".formatted(file, first.line(), first.argument()));
        }
        String topic = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
        try {
            cases.add(CaseBuilder.build(topic, sections));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("%s:%d: %s".formatted(file, first.line(), wrong.getMessage()), wrong);
        }
        sections.clear();
    }
}
