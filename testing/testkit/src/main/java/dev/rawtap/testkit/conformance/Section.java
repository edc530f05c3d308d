package dev.rawtap.testkit.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a case as it is written: a line that starts with {@code -- } and a word, and what stands below it. */
record Section(String kind, String argument, int line, StringBuilder body) {
    /**
     * The cases of a file's text, in its order.
     *
     * @param header what a section's first line is: its word, and perhaps an argument
     * @param build makes a case of its sections, of which {@code -- case NAME} is the first
     * @throws IllegalArgumentException naming file and line, when the file is not as the format says
     */
    static <T> List<T> cases(String file, String text, Pattern header, Function<List<Section>, T> build) {
        var cases = new ArrayList<T>();
        var sections = new ArrayList<Section>();
        var names = new HashSet<String>();
        int number = 0;
        for (String line : text.split("(?<=\n)")) {
            number++;
            Matcher found = header.matcher(line.strip());
            if (line.startsWith("-- ") && found.matches()) {
                String argument = found.group(2) == null ? "" : found.group(2);
                if (found.group(1).equals("case")) {
                    finish(file, sections, names, build).ifPresent(cases::add);
                } else if (sections.isEmpty()) {
                    throw new IllegalArgumentException("%s:%d: section before the first case".formatted(file, number));
                }
                sections.add(new Section(found.group(1), argument, number, new StringBuilder()));
            } else if (!sections.isEmpty() && !sections.getLast().kind().equals("case")) {
                sections.getLast().body().append(line);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(
                        "%s:%d: expected a section or a comment, found '%s'".formatted(file, number, line.strip()));
            }
        }
        finish(file, sections, names, build).ifPresent(cases::add);
        return cases;
    }

    private static <T> Optional<T> finish(
            String file, List<Section> sections, Set<String> names, Function<List<Section>, T> build) {
        if (sections.isEmpty()) {
            return Optional.empty();
        }
        Section first = sections.getFirst();
        if (!names.add(first.argument())) {
            throw new IllegalArgumentException(
                    "%s:%d: a second case is named '%s'".formatted(file, first.line(), first.argument()));
        }
        try {
            T made = build.apply(List.copyOf(sections));
            sections.clear();
            return Optional.of(made);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("%s:%d: %s".formatted(file, first.line(), wrong.getMessage()), wrong);
        }
    }
}
