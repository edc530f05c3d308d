package dev.rawtap.script.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.SourceText;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileScriptTest {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            ";",
            ",",
            "/",
            "*",
            "&",
            "\"",
            "\\",
            "'",
            "#",
            "$",
            "@",
            "$x",
            "@m",
            "1",
            "0x",
            "5ms",
            "if",
            "else",
            "for",
            "let",
            "typeof(",
            "sizeof(",
            "struct ",
            "comptime ",
            "?",
            ":",
            "..",
            ".",
            "->",
            "++",
            "=",
            "==",
            "\n",
            "/*",
            "//",
            "*/",
            "#define ",
            "macro ",
            "fn ",
            "config = {",
            "import ",
            "begin",
            "\u00e9",
            "\ud83d\ude00",
            "\udc80",
            "\u0000");

    @RepeatedTest(10)
    void mutatedProgramsNeverThrowAndFormatOnceTheyParse() throws IOException {
        long seed = Long.getLong("rawtap.seed", new Random().nextLong());
        var random = new Random(seed);
        List<String> programs = UpstreamSyntaxTest.accepted()
                .map(line -> line.split("\t", -1)[0].replace("\\n", "\n"))
                .toList();
        for (int i = 0; i < 300; i++) {
            String text = mutated(programs.get(random.nextInt(programs.size())), random);
            try {
                var script = UpstreamSyntaxTest.parse(text);
                if (script.problems().isEmpty()) {
                    requireStable(script);
                }
            } catch (Throwable failure) {
                throw new AssertionError("reproduce: -Drawtap.seed=" + seed + " with\n" + text, failure);
            }
        }
    }

    static void requireStable(ParsedScript script) {
        String formatted = ScriptFormatter.format(script);
        var again = UpstreamSyntaxTest.parse(formatted);
        assertThat(again.problems()).as(formatted).isEmpty();
        assertThat(ScriptFormatter.print(again.program())).isEqualTo(ScriptFormatter.print(script.program()));
        assertThat(ScriptFormatter.format(again)).isEqualTo(formatted);
    }

    private static String mutated(String program, Random random) {
        var text = new StringBuilder(program);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
                default -> {
                    int end = Math.min(text.length(), at + random.nextInt(20));
                    text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
                }
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "{",
                "-",
                "!",
                "*",
                "if ",
                "f(",
                "@x[",
                "(uint8)",
                "typeof(",
                "(typeof(",
                "a?",
                "1+",
                "{if 1 {"
            })
    void deepNestingIsRefusedByName(String piece) {
        var problems =
                UpstreamSyntaxTest.parse("begin { $x = " + piece.repeat(50_000)).problems();

        assertThat(problems).anySatisfy(problem -> assertThat(problem.message()).contains("nesting is too deep"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", ".a", "[1]", "?1:2", " else if 1 {}"})
    void longChainsAreRefusedByName(String piece) {
        String start = piece.startsWith(" else") ? "begin { if 1 {}" : "begin { $x = $y";
        var problems =
                UpstreamSyntaxTest.parse(start + piece.repeat(50_000) + " }").problems();

        assertThat(problems).anySatisfy(problem -> assertThat(problem.message()).contains("nesting is too deep"));
    }

    @Test
    void reasonableNestingIsAccepted() {
        String text = "begin { $x = " + "(".repeat(100) + "1" + ")".repeat(100) + "+1".repeat(150) + "; }";

        assertThat(UpstreamSyntaxTest.parse(text).problems()).isEmpty();
    }

    @Test
    void tenThousandLinesTakeLittleTime() {
        String text = "begin {\n" + "  @x[pid, comm] = count(); if ($y > 1) { printf(\"%d\\n\", $1); }\n".repeat(10_000)
                + "}";
        UpstreamSyntaxTest.parse(text);
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();

        assertThat(UpstreamSyntaxTest.parse(text).problems()).isEmpty();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aTextThatIsNoScriptHasFewProblems() {
        var random = new Random(1);
        byte[] bytes = new byte[100_000];
        random.nextBytes(bytes);
        var text = new SourceText("noise", new String(bytes, StandardCharsets.ISO_8859_1));

        assertThat(ScriptParser.parse(text).problems()).isNotEmpty().hasSizeLessThanOrEqualTo(100);
    }

    /** bpftrace keeps such bytes in strings, too. */
    @Test
    void bytesThatAreNoUtf8StayInStringsAndComments() {
        byte[] bytes = "begin { \"a\u00ff\"; } // \u00ff".getBytes(StandardCharsets.ISO_8859_1);
        ParsedScript parsed = ScriptParser.parse("x.bt", bytes);

        assertThat(parsed.problems()).isEmpty();
        var statement = (Statement.Evaluate)
                parsed.program().probes().getFirst().body().statements().getFirst();
        assertThat(((Expression.StringLiteral) statement.expression()).bytes()).containsExactly('a', 0xff);
    }

    @Test
    void bytesThatAreNoUtf8AreNamedElsewhere() {
        byte[] bytes = "begin {\n $x = \u00ff; }".getBytes(StandardCharsets.ISO_8859_1);
        var problem = ScriptParser.parse("x.bt", bytes).problems().getFirst();

        assertThat(problem.renderScript()).startsWith("x.bt:2:7-8: ERROR: syntax: expected expression");
        assertThat(problem.hints()).containsExactly("the byte 0xff is no UTF-8: in a string, write \\xff");
    }
}
