package dev.rawtap.script.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What bpftrace 0.27.1 says of the same programs. {@code accepted.txt} has a program on each line and, where it has no
 * comments and the like, the tree that {@code bpftrace -d ast} prints for it, in which each operation has parentheses;
 * {@code refused.txt} has the place and text of the first error. In both, {@code \n} is a line break.
 */
class UpstreamSyntaxTest {
    static Stream<String> accepted() throws IOException {
        return lines("accepted.txt");
    }

    static Stream<String> refused() throws IOException {
        return lines("refused.txt");
    }

    private static Stream<String> lines(String resource) throws IOException {
        try (InputStream in = UpstreamSyntaxTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        }
    }

    static ParsedScript parse(String text) {
        return ScriptParser.parse(new SourceText("stdin", text));
    }

    private static String unescaped(String text) {
        return text.replace("\\\\", "\u0000")
                .replace("\\n", "\n")
                .replace("\\x2f", "/")
                .replace("\u0000", "\\");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void groupsAsBpftraceDoes(String line) {
        String[] row = line.split("\t", -1);
        var parsed = parse(unescaped(row[0]));

        assertThat(parsed.problems()).isEmpty();
        if (!row[1].isEmpty()) {
            var upstream = parse(row[1]);
            assertThat(upstream.problems()).isEmpty();
            assertThat(printed(parsed)).isEqualTo(printed(upstream));
        }
    }

    /** bpftrace prints an arrow as a dot, and what ends a block without semicolon as a statement. */
    private static String printed(ParsedScript script) {
        return ScriptFormatter.print(script.program())
                .replace("->", ".")
                .replaceAll("\\s+", " ")
                .replace("; }", " }");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWithTheSameWordsAtTheSamePlace(String line) {
        String[] row = line.split("\t", -1);
        var first = parse(unescaped(row[0])).problems().getFirst();

        assertThat(first.renderScript().lines().findFirst()).hasValue("stdin:" + row[1] + ": ERROR: syntax: " + row[2]);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void formattingKeepsTheTreeAndIsStable(String line) {
        var script = parse(unescaped(line.split("\t", -1)[0]));
        String formatted = ScriptFormatter.format(script);
        var again = parse(formatted);

        assertThat(again.problems()).isEmpty();
        assertThat(ScriptFormatter.print(again.program())).isEqualTo(ScriptFormatter.print(script.program()));
        assertThat(ScriptFormatter.format(again)).isEqualTo(formatted);
    }

    @Test
    void theTablesAreThere() throws IOException {
        assertThat(accepted().count()).isGreaterThan(200);
        assertThat(refused().count()).isGreaterThan(100);
    }
}
