package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Severity;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.testkit.conformance.ConformanceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All mistakes of a script are told in one run, and nothing that only follows from them. */
class SeveralErrorsTest {
    private static Arguments script(String text, String... errors) {
        return Arguments.of(text, List.of(errors));
    }

    /** A file that is no script may have any number of unknown names; looking for the nearest of each takes its time. */
    @Test
    void nearestNamesAreLookedForWhileSomebodyMayReadThem() {
        List<Diagnostic> errors = Analyzed.analyze("begin { " + "print(strlenn(\"a\")); ".repeat(150) + "}")
                .diagnostics();
        assertThat(errors).hasSize(150);
        assertThat(errors.getFirst().hints()).anyMatch(hint -> hint.contains("strlen"));
        assertThat(errors.getLast().hints()).isEmpty();
    }

    private static List<Arguments> scripts() {
        return List.of(
                script(
                        "begin { print(strlenn(\"a\")); @a = ; $x = $y; } begin { printf(\"%d %s\\n\", 1); }",
                        "1:35 syntax: expected expression",
                        "1:15 Unknown function: 'strlenn'",
                        "1:42 Undefined or undeclared variable: $y",
                        "1:56 not enough arguments for format string (1 supplied, 2 expected)"),
                // What was passed over may have defined them.
                script(
                        "begin { $x = 5 6; print($x); @m[1] + 2 = 3; clear(@m); }",
                        "1:16 syntax: expected ';'",
                        "1:40 syntax: expected ';'"),
                script("begin { let $a b; print($a); }", "1:16 syntax: expected ';'"),
                script("macro m(x { x } begin { print(m(1)); }", "1:11 syntax: expected ')'"),
                script("macro (x) { x } begin { print(m(1)); }", "1:7 syntax: expected macro name"),
                script("fn f(): { return 1; } begin { print(f()); }", "1:9 syntax: expected type name"),
                script(
                        "let @m = hash(; begin { print(@m); }",
                        "1:15 syntax: expected positive integer for map declaration max entries"),
                script(
                        "config = { unstable_typeinfo + enable } begin { print(typeinfo(1).full_type); }",
                        "1:30 syntax: expected '='"),
                script("begin { = 5; print($x); print(@m); }", "1:9 syntax: expected expression"),
                script("begin { @x[nosuch] = 1; print(@x); zero(@x); }", "1:12 Unknown identifier: 'nosuch'"),
                script("begin { let $v; if (find(@m, 1, $v)) { print($v); } @m[1 = 2; }", "1:58 syntax: expected ']'"),
                // What is in blocks is read, whatever is wrong with their heads.
                script(
                        "begin { if ($x { print(nosuch); } else { print(nosuch2); } }",
                        "1:16 syntax: expected ')'",
                        "1:24 Unknown identifier: 'nosuch'",
                        "1:48 Unknown identifier: 'nosuch2'"),
                script(
                        "begin { fro $i : 0..3 { if ($i) { break; } print(nosuch); } print(nosuch2); }",
                        "1:13 syntax: expected ';'",
                        "1:50 Unknown identifier: 'nosuch'",
                        "1:67 Unknown identifier: 'nosuch2'"),
                script(
                        "begin { for $i : 0. { print($i); print(nosuch); } }",
                        "1:21 syntax: expected field name after '.'",
                        "1:40 Unknown identifier: 'nosuch'"),
                script(
                        "begin { for (i : 0..3) { print($i); continue; } }",
                        "1:14 syntax: expected variable in for loop"),
                script(
                        "begin { if (1) print(nosuch); else print(2); print(nosuch2); }",
                        "1:16 syntax: expected '{'",
                        "1:36 syntax: expected '{' or 'if' after 'else'",
                        "1:22 Unknown identifier: 'nosuch'",
                        "1:52 Unknown identifier: 'nosuch2'"),
                // Probes begin where they begin, whether the one before is closed or not.
                script(
                        "begin { if (1) { print(nosuch); interval:s:1 { print(nosuch2); } end { nosuch3; }",
                        "1:41 syntax: expected ';'",
                        "1:24 Unknown identifier: 'nosuch'",
                        "1:54 Unknown identifier: 'nosuch2'",
                        "1:72 Unknown identifier: 'nosuch3'"),
                script(
                        "begin { print(nosuch); macro m(x) { x } end { print(m(1)); }",
                        "1:30 syntax: expected ';'",
                        "1:15 Unknown identifier: 'nosuch'"),
                script(
                        "begin { print(1);\n print(nosuch);\n",
                        "3:1 syntax: expected '}'",
                        "2:8 Unknown identifier: 'nosuch'"),
                script(
                        "begin print(nosuch); }\nend { nosuch2; }",
                        "1:7 syntax: expected '{'",
                        "2:7 Unknown identifier: 'nosuch2'",
                        "1:13 Unknown identifier: 'nosuch'"),
                script("x begin { print(nosuch); }", "1:3 syntax: expected '{'", "1:17 Unknown identifier: 'nosuch'"),
                script(
                        "begin /pid == / { print(nosuch); }",
                        "1:15 syntax: expected expression",
                        "1:25 Unknown identifier: 'nosuch'"),
                script(
                        "begin { print(1); } }\nend { nosuch; }",
                        "1:21 syntax: unexpected '}'",
                        "2:7 Unknown identifier: 'nosuch'"),
                // The rest of a line with an open string is what is in it, or is not.
                script(
                        "begin {\n if (comm == \"bash) {\n print(nosuch);\n }\n}",
                        "2:14 syntax: unterminated string",
                        "3:8 Unknown identifier: 'nosuch'"),
                script(
                        "begin { printf(\"%d %d\\n, 5, 6);\n print(nosuch); }",
                        "1:16 syntax: unterminated string", "2:8 Unknown identifier: 'nosuch'"),
                script(
                        "begin { print(\"abc\n def\"); print(nosuch); }",
                        "1:15 syntax: unterminated string",
                        "2:15 Unknown identifier: 'nosuch'"),
                script(
                        "begin { print(strlenn(\"abc)); }",
                        "1:23 syntax: unterminated string",
                        "1:15 Unknown function: 'strlenn'"),
                script(
                        "begin { print(nosuch); /* open\n }\n",
                        "1:24 syntax: unterminated comment",
                        "1:15 Unknown identifier: 'nosuch'"),
                script(
                        "begin { $x = { $y = nosuch; }; }",
                        "1:21 Unknown identifier: 'nosuch'",
                        "1:9 Invalid expression for assignment"),
                // Brackets close where they close.
                script(
                        "begin { print(strlenn(\"a\") 5); print(@x[1 2]); if (strlenn(\"b\") = 3) { } }",
                        "1:28 syntax: expected ')'",
                        "1:43 syntax: expected ']'",
                        "1:65 syntax: expected ')'",
                        "1:15 Unknown function: 'strlenn'",
                        "1:52 Unknown function: 'strlenn'"),
                script(
                        "begin { delete(@m, 1 2); print(kstack(raw 3)); @m[1] = 1; }",
                        "1:22 syntax: expected ')'",
                        "1:43 syntax: expected ')'"),
                script(
                        "begin { print(} nosuch(1)); print(nosuch2); }",
                        "1:15 syntax: expected expression",
                        "1:35 Unknown identifier: 'nosuch2'"),
                script(
                        "begin { print(0x); print(099); print(1e99); print(5q); $x = 7++; }",
                        "1:15 syntax: invalid integer: 0x",
                        "1:26 syntax: invalid trailing bytes: 099",
                        "1:38 syntax: overflow error, maximum value is 18446744073709551615: 1e99",
                        "1:52 syntax: invalid integer suffix 'q'",
                        "1:62 syntax: increment/decrement requires a variable or map"),
                // A probe of no event has a body all the same.
                script(
                        "rawtracepoint:nosuch_event { print(args.x); print(arg0); print(nosuch); } begin { nosuch2; }",
                        "1:1 Probe has no valid attach points. If this is expected, set the 'missing_probes' config variable to 'warn'.",
                        "1:83 Unknown identifier: 'nosuch2'",
                        "1:64 Unknown identifier: 'nosuch'"),
                script(
                        "nosuch:x:y { print(ctx); print(func); print(nosuch); }",
                        "1:1 Invalid probe type: nosuch",
                        "1:45 Unknown identifier: 'nosuch'"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void allAreTold(String script, List<String> errors) {
        assertThat(errors(script)).isEqualTo(errors);
    }

    private static List<String> errors(String script) {
        return Analyzed.analyze(script).diagnostics().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(problem ->
                        "%d:%d %s".formatted(problem.at().line(), problem.at().column(), problem.message()))
                .toList();
    }

    /** One word too much, too little or wrong: that is one mistake, or two where it took something else with it. */
    @Test
    void oneMistakeGivesFewErrors() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        List<String> scripts = ConformanceFile.readAll(ConformanceFile.folder()).stream()
                .flatMap(each -> each.script().stream())
                .filter(script -> Analyzed.analyze(script).script().isPresent())
                .toList();
        int broken = 0;
        var told = new ArrayList<Diagnostic>();
        while (broken < 1000) {
            String script = mutated(scripts.get(random.nextInt(scripts.size())), random);
            if (!ScriptParser.parse("stdin", script.getBytes(StandardCharsets.UTF_8))
                    .problems()
                    .isEmpty()) {
                broken++;
                Analyzed.analyze(script).diagnostics().stream()
                        .filter(problem -> problem.severity() == Severity.ERROR)
                        .forEach(told::add);
            }
        }
        assertThat(told).as("reproduce: -Dseed=%d", seed).hasSizeBetween(1000, 1400);
    }

    private static String mutated(String script, Random random) {
        List<MatchResult> words = Pattern.compile("[$@]?\\w+|\"[^\"]*\"|\\S")
                .matcher(script)
                .results()
                .toList();
        if (words.isEmpty()) {
            return script;
        }
        MatchResult word = words.get(random.nextInt(words.size()));
        List<String> others = List.of(")", "(", "}", "{", ";", "=", "x", "5", "\"", ",", "+", "[", "]");
        String other = others.get(random.nextInt(others.size()));
        return script.substring(0, word.start())
                + switch (random.nextInt(3)) {
                    case 0 -> "";
                    case 1 -> other + " " + word.group();
                    default -> other;
                }
                + script.substring(word.end());
    }
}
