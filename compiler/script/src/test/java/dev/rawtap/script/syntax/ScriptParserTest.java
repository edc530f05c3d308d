package dev.rawtap.script.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.script.syntax.Definition.Define;
import dev.rawtap.script.syntax.Definition.TypeDefinition;
import dev.rawtap.script.syntax.Expression.Cast;
import dev.rawtap.script.syntax.Expression.IntegerLiteral;
import dev.rawtap.script.syntax.Expression.StringLiteral;
import dev.rawtap.script.syntax.Statement.Assign;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptParserTest {
    private static Expression expression(String text) {
        var parsed = UpstreamSyntaxTest.parse("begin { $x = " + text + "; }");
        assertThat(parsed.problems()).isEmpty();
        return ((Assign)
                        parsed.program().probes().getFirst().body().statements().getFirst())
                .value();
    }

    private static List<String> lines(ParsedScript script) {
        return script.problems().stream()
                .map(Diagnostic::renderScript)
                .map(text -> text.lines().findFirst().orElseThrow())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0xff, 255",
        "0377, 255",
        "1_000, 1000",
        "5ms, 5000000",
        "1d, 86400000000000",
        "1e6, 1000000",
        "1e3ms, 1000000000",
        "0x1FFULL, 511",
        "7u, 7",
        "9223372036854775808, -9223372036854775808",
        "18446744073709551615, -1"
    })
    void readsIntegers(String text, long value) {
        assertThat(((IntegerLiteral) expression(text)).value()).isEqualTo(value);
    }

    @Test
    void readsEscapesToBytes() {
        var literal = (StringLiteral) expression("\"a\\n\\x41\\101\\xff\\0\u00e9\"");

        assertThat(literal.bytes()).containsExactly('a', '\n', 'A', 'A', 0xff, 0, 0xc3, 0xa9);
        assertThat(ScriptFormatter.print(literal)).isEqualTo("\"a\\nAA\\xff\\x00\u00e9\"");
    }

    @Test
    void bytesOfSeveralEscapesMakeOneChar() {
        assertThat(((StringLiteral) expression("\"\\xc3\\xa9\"")).value()).isEqualTo("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(cpu) - 1", "(pid) * 2", "(retval) & 1"})
    void aBuiltinInParenthesesIsNoCast(String text) {
        assertThat(expression(text)).isInstanceOf(Expression.Binary.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(foo) -1", "(uint8) *$y", "(struct s *) $y", "(int8[4]) $y", "(typeof($y)) 1"})
    void aTypeInParenthesesIsACast(String text) {
        assertThat(expression(text)).isInstanceOf(Cast.class);
    }

    @Test
    void aConstantInParenthesesIsNoCast() {
        var parsed = UpstreamSyntaxTest.parse("#define SIZE 4\nbegin { $x = (SIZE) * 2; }");

        assertThat(ScriptFormatter.print(parsed.program())).contains("$x = SIZE * 2;");
    }

    @Test
    void theEndOfAProbeHasNoValue() {
        String expected = "begin\n{\n  if 1 {\n    {\n      print(1);\n    }\n  } else {\n    print(2);\n  }\n}\n";
        for (String end : List.of("{ print(1) }", "{ print(1); }", "{ print(1) };")) {
            String script = "begin { if (1) { " + end + " } else { print(2) } }";
            assertThat(ScriptFormatter.format(UpstreamSyntaxTest.parse(script))).isEqualTo(expected);
        }
        assertThat(ScriptFormatter.format(UpstreamSyntaxTest.parse(expected))).isEqualTo(expected);
    }

    @Test
    void aCMacroWithParametersIsNoConstant() {
        var parsed = UpstreamSyntaxTest.parse("#define SIZE(a) (a)\nstruct s { int SIZE; };\nbegin { }");
        assertThat(parsed.problems()).isEmpty();
        assertThat(ScriptFormatter.format(parsed)).startsWith("#define SIZE(a) (a)\n");
    }

    @Test
    void keepsCTextAndConstants() {
        var parsed = UpstreamSyntaxTest.parse(
                "#define A (1 + \\\n 2) // three\nstruct s { int x; /* } */ } __attribute__((packed));\nbegin {}");

        assertThat(parsed.problems()).isEmpty();
        assertThat(((Define) parsed.program().cDefinitions().getFirst()).replacement())
                .isEqualTo("(1 +   2)");
        var type = (TypeDefinition) parsed.program().cDefinitions().getLast();
        assertThat(type.name()).isEqualTo("s");
        assertThat(type.text()).isEqualTo("struct s { int x; /* } */ } __attribute__((packed))");
    }

    @Test
    void takesAttachPointsApart() {
        var parsed = UpstreamSyntaxTest.parse("x=uprobe:/bin/b*:\"f:(int)\"$1, tracepoint:a:b/pid == 1/ {}");
        var points = parsed.program().probes().getFirst().attachPoints();

        assertThat(parsed.problems()).isEmpty();
        assertThat(points.getFirst().name()).isEqualTo("x");
        assertThat(points.getFirst().parts().getFirst().hasWildcard()).isTrue();
        assertThat(points.getFirst().parts().getLast().pieces())
                .containsExactly(new AttachPoint.Quoted("f:(int)"), new AttachPoint.Parameter(1));
        assertThat(points.getLast().text()).isEqualTo("tracepoint:a:b");
        assertThat(parsed.program().probes().getFirst().predicate()).isNotNull();
    }

    @Test
    void findsAllMistakesOfAScript() {
        var parsed = UpstreamSyntaxTest.parse("""
                begin { $x = ; print(1)
                  $y = 2; }
                end { if (1) print(1); @z = (1; }
                bogus end { $w = ; }
                interval:s:1 { print(2); }
                """);

        assertThat(lines(parsed))
                .containsExactly(
                        "stdin:1:14-15: ERROR: syntax: expected expression",
                        "stdin:2:3-5: ERROR: syntax: expected ';'",
                        "stdin:3:14-19: ERROR: syntax: expected '{'",
                        "stdin:3:31-32: ERROR: syntax: expected ')'",
                        "stdin:4:7-10: ERROR: syntax: expected '{'",
                        "stdin:4:18-19: ERROR: syntax: expected expression");
        assertThat(parsed.program().probes())
                .extracting(probe -> probe.attachPoints().getFirst().text())
                .containsExactly("begin", "end", "end", "interval:s:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "begin { x = 1; }                | variables begin with '$': $x = …",
                "begin { let x = 1; }            | variables begin with '$': let $x",
                "begin { let @x; }               | maps are declared outside of probes: let @a = hash(2);",
                "begin { 'a'; }                  | strings have double quotes; there are no character literals",
                "begin { retrun 1; }             | did you mean 'return'?",
                "begin { if (1) print(1); }      | the body of 'if' needs braces",
                "begin { if (pid = 1) {} }       | compare with '=='",
                "begin { $x = 089; }             | a number that begins with 0 is octal"
            })
    void tellsHowToMendIt(String program, String hint) {
        assertThat(UpstreamSyntaxTest.parse(program).problems().getFirst().hints())
                .contains(hint);
    }

    @Test
    void anUnclosedBlockIsShownWhereItBegins() {
        var problem =
                UpstreamSyntaxTest.parse("begin {\n print(1);\n").problems().getFirst();

        assertThat(problem.message()).isEqualTo("syntax: expected '}'");
        assertThat(problem.contexts().getFirst().at()).hasToString("stdin:1:7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin { if pid == 1 { } }",
                "begin { while $x < 10 { } }",
                "begin { for $i : 0..$x + 1 { } }",
                "begin { while (1) { }; ; }",
                "begin { $x = 1ULL; }",
                "tracepoint:a:b/pid == 1/ { }",
                "kprobe:f// comment\n{ }",
                "begin { $x = (typeof($y)*)1; sizeof(typeof($y)[4]); }"
            })
    void acceptsMoreThanBpftraceWhereNothingElseCanBeMeant(String program) {
        assertThat(UpstreamSyntaxTest.parse(program).problems()).isEmpty();
    }
}
