package dev.rawtap.testkit.conformance;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** Makes a case of its sections. */
final class CaseBuilder {
    private static final String QUOTE = "'[^']*'|\"[^\"]*\"";
    private static final java.util.regex.Pattern QUOTED = java.util.regex.Pattern.compile(QUOTE);
    private static final java.util.regex.Pattern WORD =
            java.util.regex.Pattern.compile("((?:[^ '\"]|" + QUOTE + ")+)(?: +|$)");

    private final Section first;
    private final List<Section> sections;

    private CaseBuilder(List<Section> sections) {
        this.first = sections.getFirst();
        this.sections = List.copyOf(sections);
    }

    static Case build(String topic, List<Section> sections) {
        return new CaseBuilder(sections).build(topic);
    }

    private Case build(String topic) {
        return new Case(
                topic,
                first.argument(),
                first.line(),
                body("script").map(text -> text.endsWith("\n") ? text.substring(0, text.length() - 1) : text),
                words(argument("arguments").orElse("")),
                words(argument("parameters").orElse("")),
                argument("command"),
                environment(),
                files(),
                formats(),
                outcome(""),
                argument("deviation"),
                argument("deviation").map(reason -> outcome("upstream ")));
    }

    private Outcome outcome(String prefix) {
        Optional<Pattern> refusal = body(prefix + "refuse").map(Pattern::new);
        int usual = refusal.isPresent() ? 1 : 0;
        return new Outcome(
                body(prefix + "text").map(Pattern::new),
                body(prefix + "json").map(Pattern::new),
                new Pattern(body(prefix + "stderr").orElse(Outcome.ATTACHED)),
                refusal,
                argument(prefix + "exit").map(Integer::parseInt).orElse(usual));
    }

    private Map<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        for (Section section : all("environment")) {
            int equals = section.argument().indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "'-- environment' needs NAME=VALUE, found '" + section.argument() + "'");
            }
            variables.put(
                    section.argument().substring(0, equals), section.argument().substring(equals + 1));
        }
        return variables;
    }

    private Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        all("file")
                .forEach(section -> files.put(section.argument(), section.body().toString()));
        return files;
    }

    private EnumSet<Format> formats() {
        var formats = EnumSet.noneOf(Format.class);
        for (String name : argument("formats").orElse("text json").split(" ")) {
            formats.add(Format.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return formats;
    }

    private List<Section> all(String kind) {
        return sections.stream().filter(section -> section.kind().equals(kind)).toList();
    }

    private Optional<String> argument(String kind) {
        return all(kind).stream().map(Section::argument).findFirst();
    }

    private Optional<String> body(String kind) {
        return all(kind).stream().map(section -> section.body().toString()).findFirst();
    }

    /** Words as a shell splits them, with quotes of both kinds and nothing else. */
    static List<String> words(String text) {
        var words = new ArrayList<String>();
        Matcher word = WORD.matcher(text.strip());
        while (word.lookingAt()) {
            words.add(QUOTED.matcher(word.group(1))
                    .replaceAll(found -> Matcher.quoteReplacement(unquoted(found.group()))));
            word.region(word.end(), text.strip().length());
        }
        if (word.regionStart() != text.strip().length()) {
            throw new IllegalArgumentException("a quote is not closed: " + text);
        }
        return words;
    }

    private static String unquoted(String quoted) {
        return quoted.substring(1, quoted.length() - 1);
    }
}
