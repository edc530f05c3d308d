package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.Severity;
import dev.rawtap.base.SourceText;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.script.ScriptCompiler;
import dev.rawtap.script.lower.LoweringOptions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** What nobody should write: where it is wrong and why, through the whole compiler. Texts are bpftrace's where it has them. */
class BadInputTest {
    private static final String KEYS =
            IntStream.range(0, 500).mapToObj(Integer::toString).collect(Collectors.joining(", "));

    /** Ten thousand deep: what is told first lies where a tree becomes higher than the limit, some nodes to a level. */
    static final List<Arguments> DEEP = List.of(
            Arguments.of("parentheses", "begin { @a = ", "(", "1", ")", "; }"),
            Arguments.of("blocks", "begin { ", "{ ", "", "} ", "}"),
            Arguments.of("minus", "begin { @a = ", "-", "1", "", "; }"),
            Arguments.of("not", "begin { @a = ", "!", "pid", "", "; }"),
            Arguments.of("casts", "begin { @a = ", "(int8)", "1", "", "; }"),
            Arguments.of("if", "begin { ", "if (pid) { ", "", "} ", "}"),
            Arguments.of("else if", "begin { if (pid) { } ", "else if (pid) { } ", "", "", "}"),
            Arguments.of("sum", "begin { @a = 1", " + 1", "", "", "; }"),
            Arguments.of("tuples", "begin { @a = ", "(1, ", "1", ")", "; }"),
            Arguments.of("keys", "begin { @a", "[@a", "[1]", "]", " = 1; }"),
            Arguments.of("calls", "begin { print(", "f(", "", ")", "); }"),
            Arguments.of("ternaries", "begin { @a = pid", " ? pid : pid", "", "", "; }"),
            Arguments.of("pointers", "begin { let $x: int8", "*", "", "", "; }"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("DEEP")
    void deepNestingIsRefusedWhereItIsTooDeep(
            String name, String before, String open, String middle, String close, String end) {
        String script = before + open.repeat(10_000) + middle + close.repeat(10_000) + end;
        var first = compile(script).diagnostics().getFirst();
        assertThat(first.message()).isEqualTo("syntax: nesting is too deep (limit 300)");
        int depth = (first.at().start() - before.length()) / open.length();
        assertThat(depth).isBetween(100, 1200);
        assertThat(first.at().text()).isNotBlank();
    }

    @Test
    void aCallOfACMacroIsToldHowToWriteIt() {
        var first = compile("#define ADD(a) ((a) + 1)\nbegin { print(ADD(1)); }")
                .diagnostics()
                .getFirst();
        assertThat(first.hints()).containsExactly("#define has no parameters here: write macro ADD(x) { … }");
    }

    static final List<Arguments> WRONG = List.of(
            wrong("begin { print(\"abc); }", "1:15-23 syntax: unterminated string"),
            wrong("begin { /* open }", "1:9-11 syntax: unterminated comment"),
            wrong("begin { \0 }", "1:9-10 syntax: expected expression"),
            wrong("begin {\r\n  print(1);\r\n  print(nosuch);\r\n}\r\n", "3:9-15 Unknown identifier: 'nosuch'"),
            wrong("\ufeffbegin { print(nosuch); }", "1:16-22 Unknown identifier: 'nosuch'"),
            wrong("begin { if () { } }", "1:13-14 syntax: expected expression"),
            wrong("begin { if (pid = 1) { } }", "1:17-18 syntax: expected ')'"),
            wrong("begin { if ((1, 2)) { } }", "1:9-24 Invalid condition: tuple"),
            wrong("begin { unroll((1, 2)) { } }", "1:9-27 invalid unroll value"),
            wrong("begin { print(\"\\xg1\"); }", "1:18-20 syntax: invalid hex escape sequence"),
            wrong("begin { print(1 0..3); }", "1:17-21 syntax: expected ')'"),
            wrong("#define ADD(a) ((a) + 1)\nbegin { print(ADD(1)); }", "2:15-21 Unknown function: 'ADD'"),
            wrong("#define B (A + 1)\nbegin { print(B); }", "1:1-18 Unknown identifier: 'A'"),
            wrong("#define B 1\n#define C (B + D)\nbegin { print(C); print(C); }", "2:1-18 Unknown identifier: 'D'"),
            // Names that clash.
            wrong(
                    "begin { @x = 1; @x = count(); }",
                    "1:22-29 Type mismatch for @x: trying to assign value of type 'count_t' when map already has a type 'int8'"),
            wrong(
                    "begin { @x = count(); @x[1] = 2; }",
                    "1:23-28 @x used as a map with an explicit key (non-scalar map), previously used without an explicit key (scalar map)"),
            wrong(
                    "begin { $x = 1; let $x = 2; }",
                    "1:17-23 Variable $x was already declared. Variable shadowing is not allowed."),
            wrong("macro m(a) { a } macro m(a) { a } begin { print(m(1)); }", "1:18-25 Redefinition of macro: m"),
            wrong(
                    "macro m(a, a) { a } begin { print(m(1, 2)); }",
                    "1:12-13 Ident for macro argument has already been used: a"),
            wrong(
                    "fn f(): int64 { return 1; } fn f(): int64 { return 2; } begin { print(f()); }",
                    "1:32-33 Redefinition of function: f"),
            wrong(
                    "fn print($x : int64): int64 { return 1; } begin { print(1); }",
                    "1:4-9 Redefinition of function: print"),
            wrong(
                    "fn f($a : int64, $a : int64): int64 { return $a; } begin { print(f(1, 2)); }",
                    "1:18-28 Parameter has already been declared: $a"),
            wrong(
                    "struct s { int a; }; struct s { int b; }; begin { print(((struct s *)0)->b); }",
                    "1:22-41 redefinition of 's'"),
            wrong("enum e { A }; union e { int b; }; begin { print(A); }", "1:15-33 redefinition of 'e'"),
            // Numbers that do not fit.
            wrong(
                    "begin { @a = 18446744073709551616; }",
                    "1:14-34 syntax: overflow error, maximum value is 18446744073709551615: 18446744073709551616"),
            wrong("begin { @a = -9223372036854775809; }", "1:14-34 negative value will underflow"),
            wrong(
                    "begin { @a = 0xffffffffffffffffff; }",
                    "1:14-34 syntax: overflow error, maximum value is 18446744073709551615: 0xffffffffffffffffff"),
            wrong("begin { @a = 1 << 64; }", "1:14-21 unable to fold literals due to overflow or underflow"),
            wrong(
                    "begin { @a = 1 >> 9223372036854775807; }",
                    "1:14-38 unable to fold literals due to overflow or underflow"),
            wrong("begin { @a = 1 / 0; }", "1:14-19 unable to fold literals due to overflow or underflow"),
            wrong("begin { unroll(1000000) { @ = count(); } }", "1:9-41 unroll maximum value is 100"),
            // Sizes.
            wrong(
                    "begin { let $x: uint8[9999999999999999999999]; }",
                    "1:23-45 syntax: overflow error, maximum value is 18446744073709551615: 9999999999999999999999"),
            wrong(
                    "begin { let $x: string[4294967297]; $x = \"\"; }",
                    "1:17-35 array of 4294967297 elements is too large"),
            wrong("begin { print(str(0, 18446744073709551615)); }", "1:15-43 str() cannot use negative length (-1)"),
            wrong(
                    "begin { printf(\"" + "%d".repeat(1001) + "\"" + ", 1".repeat(1001) + "); }",
                    "1:9-5024 printf() takes up to 1000 arguments (1002 provided)"),
            wrong(
                    "let @m = hash(4294967296); begin { @m[1] = 1; }",
                    "1:1-26 max entries of @m must be a positive number"),
            wrong(
                    "begin { print(kstack(1000000)); }",
                    "1:15-30 kstack([int limit]): limit shouldn't exceed 1024, 1000000 given"),
            // Histograms.
            wrong("begin { @h = hist(pid, 6); }", "1:14-26 hist: bits 6 must be 0..5"),
            wrong(
                    "begin { @h = lhist(pid, 0, 18446744073709551615, 1); }",
                    "1:14-52 lhist: invalid max value (must be non-negative literal)"),
            wrong(
                    "begin { @h = lhist(pid, 10, 0, 1); }",
                    "1:14-34 lhist() min must be less than max (provided min 10 and max 0)"),
            wrong("begin { @h = lhist(pid, 0, 10, 0); }", "1:14-34 lhist() step must be >= 1 (0 provided)"),
            wrong(
                    "begin { @h = lhist(pid, 0, 1000000, 1); }",
                    "1:14-39 lhist() too many buckets, must be <= 1000 (would need 1000000)"),
            wrong(
                    "begin { @h = tseries(pid, 1s, 100000000); }",
                    "1:14-41 tseries() num_intervals must be < 1000000 (100000000 provided)"));

    private static Arguments wrong(String script, String error) {
        return Arguments.of(script, error);
    }

    @ParameterizedTest
    @FieldSource("WRONG")
    void oneErrorSaysWhatIsWrongAndWhere(String script, String error) {
        assertThat(errors(script)).isEqualTo(error);
    }

    @Test
    void aLongStringIsToldWithItsLimit() {
        assertThat(errors("begin { @a = \"" + "x".repeat(10_000) + "\"; }"))
                .startsWith("1:14-10016 String is too long (over 1024 bytes): xxx");
    }

    static final List<String> RIGHT = List.of(
            "begin { @m[" + KEYS + "] = 1; }",
            "begin { print((" + KEYS + ")); }",
            "begin { $t = (" + KEYS + "); print($t.499); }",
            "begin { @a = 18446744073709551615; @b = -9223372036854775808; }",
            "begin { @a = pid << 100; }",
            "begin { print(\"a\0b\"); }",
            "\ufeff#!/usr/bin/env bpftrace\nbegin { print(1); }",
            "begin { $pid = 1; @pid = 2; print(($pid, @pid, pid)); }",
            "macro f(a) { a } fn f(): int64 { return 2; } begin { print(f(1)); }");

    @ParameterizedTest
    @FieldSource("RIGHT")
    void whatLooksWrongAndIsRightCompiles(String script) {
        ScriptCompiler.Compilation compilation = compile(script);
        assertThat(compilation.diagnostics()).isEmpty();
        assertThat(compilation.script()).isPresent();
    }

    @Test
    void moreMemoryThanThereIsIsNamed() {
        String names = IntStream.range(0, 10_000).mapToObj(_ -> "pid").collect(Collectors.joining(", "));
        Assertions.assertThatThrownBy(() -> compile("begin { @m[" + names + "] = 1; }"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("function 'begin_0' needs")
                .hasMessageContaining("bytes of memory");
    }

    @Test
    void aVariableLargerThanMemoryIsNamedWithItsProbe() {
        Assertions.assertThatThrownBy(() -> compile("begin { let $x: uint8[1000000]; print($x) }"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("stdin:1:1: function 'begin_0' needs 1000000 bytes of memory for 'x'");
    }

    /** Kernels before 6.6 have no jumps past 32,767 instructions. */
    @Test
    void aProgramTooLongForItsJumpsIsNamed() {
        String script = "begin {\n" + "@m[pid, cpu]++;\n".repeat(10_000) + "}\n";
        Assertions.assertThatThrownBy(() -> compile(script))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("program 'begin_0' of")
                .hasMessageContaining("is too long for this kernel");
    }

    private static ScriptCompiler.Compilation compile(String script) {
        return ScriptCompiler.compile(new SourceText("stdin", script), Analyzed.options(), LoweringOptions.DEFAULT);
    }

    private static String errors(String script) {
        return compile(script).diagnostics().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(problem -> "%d:%d-%d %s"
                        .formatted(
                                problem.at().line(),
                                problem.at().column(),
                                problem.at().endColumn(),
                                problem.message()))
                .collect(Collectors.joining("\n"));
    }
}
