package dev.rawtap.testkit.conformance;

import dev.rawtap.object.KernelVersion;
import dev.rawtap.testkit.conformance.RefusalCase.AssemblerText;
import dev.rawtap.testkit.conformance.RefusalCase.CompiledProgram;
import dev.rawtap.testkit.conformance.RefusalCase.LogText;
import dev.rawtap.testkit.conformance.RefusalCase.OtherAnswer;
import dev.rawtap.testkit.conformance.RefusalCase.Provocation;
import dev.rawtap.testkit.conformance.RefusalCase.Refusal;
import dev.rawtap.testkit.conformance.RefusalCase.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code conformance/verifier}; its README.md describes the format. */
public final class RefusalFile {
    private static final String SUFFIX = ".data";
    private static final java.util.regex.Pattern HEADER = java.util.regex.Pattern.compile(
            "-- (case|refuse|log|needs|since|(?:fixed )?(?:before|program|license|map|code|object))(?: (.*))?");

    private final List<Section> sections;

    private RefusalFile(List<Section> sections) {
        this.sections = sections;
    }

    /** The folder of this repository. */
    public static Path folder() {
        return ConformanceFile.folder("conformance/verifier");
    }

    /** The cases of all files, files in the order of their names. */
    public static List<RefusalCase> readAll(Path folder) throws IOException {
        var cases = new ArrayList<RefusalCase>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.filter(each -> each.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                cases.addAll(parse(path.getFileName().toString(), Files.readString(path)));
            }
        }
        return cases;
    }

    static List<RefusalCase> parse(String file, String text) {
        String topic = file.substring(0, file.length() - SUFFIX.length());
        return Section.cases(file, text, HEADER, sections -> new RefusalFile(sections).build(topic));
    }

    private RefusalCase build(String topic) {
        Section first = sections.getFirst();
        Section refused = one("refuse")
                .orElseThrow(() -> new IllegalArgumentException("'" + first.argument() + "' refuses nothing"));
        String[] words = refused.argument().split(" ");
        String text = refused.body()
                .toString()
                .lines()
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("; "));
        Optional<LogText> log = one("log")
                .map(found -> new LogText(found.argument(), found.body().toString()));
        return new RefusalCase(
                topic,
                first.argument(),
                first.line(),
                log.<Provocation>map(found -> found).orElseGet(() -> source("")),
                words[0],
                words.length > 1 ? words[1] : "",
                new Pattern(text),
                sections.stream().anyMatch(section -> section.kind().startsWith("fixed "))
                        ? Optional.of(source("fixed "))
                        : Optional.empty(),
                others(Set.of("needs", "before", "since")),
                others(Set.of("needs", "fixed before")));
    }

    /** What the sections of these kinds say of other kernels, in their order. */
    private List<OtherAnswer> others(Set<String> kinds) {
        return sections.stream()
                .filter(section -> kinds.contains(section.kind()))
                .map(RefusalFile::other)
                .toList();
    }

    private static OtherAnswer other(Section section) {
        String[] words = section.argument().split(" ");
        boolean accepted = words.length == 2 && words[1].equals("accepted");
        if (!accepted && words.length != 3) {
            throw new IllegalArgumentException("'-- %s %s' is neither VERSION accepted nor VERSION CODE ERRNO"
                    .formatted(section.kind(), section.argument()));
        }
        return new OtherAnswer(
                section.kind().equals("since"),
                KernelVersion.parse(words[0]),
                accepted ? Optional.empty() : Optional.of(new Refusal(words[1], words[2])));
    }

    /** A mended program is what the refused one is but for what it says itself. */
    private Source source(String prefix) {
        Optional<Section> object = one(prefix + "object");
        if (object.isPresent()) {
            String[] words = object.get().argument().split(" ");
            return new CompiledProgram(words[0], words[1]);
        }
        return new AssemblerText(
                argument(prefix, "program").orElse("raw_tp/sys_enter"),
                argument(prefix, "license").orElse("GPL"),
                maps(prefix),
                either(prefix, "code")
                        .orElseThrow(() -> new IllegalArgumentException("neither '-- code' nor '-- object'"))
                        .body()
                        .toString());
    }

    private String maps(String prefix) {
        String used = one(prefix + "map").isPresent() ? prefix + "map" : "map";
        return sections.stream()
                .filter(section -> section.kind().equals(used))
                .map(Section::argument)
                .collect(Collectors.joining("\n"));
    }

    private Optional<String> argument(String prefix, String kind) {
        return either(prefix, kind).map(Section::argument);
    }

    private Optional<Section> either(String prefix, String kind) {
        return one(prefix + kind).or(() -> one(kind));
    }

    private Optional<Section> one(String kind) {
        return sections.stream().filter(section -> section.kind().equals(kind)).findFirst();
    }
}
