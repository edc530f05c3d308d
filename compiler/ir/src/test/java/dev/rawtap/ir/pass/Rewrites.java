package dev.rawtap.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.Function;
import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.check.FunctionCheck;
import java.util.List;

/** Before and after as text. Bodies are those of a subprogram of the numbers %0 and %1, a context %2 and one slot. */
final class Rewrites {
    private Rewrites() {}

    /** Asserts what a pass makes of a body. */
    static void assertRewrites(Pass pass, String before, String after) {
        Function function = parse(before);
        FunctionCheck.check(function);
        Function rewritten = pass.run(function);
        FunctionCheck.check(rewritten);
        assertThat(IrPrinter.print(rewritten)).isEqualTo(IrPrinter.print(parse(after)));
    }

    /** Asserts that a pass leaves a body as it is. */
    static void assertLeaves(Pass pass, String body) {
        Function function = parse(body);
        FunctionCheck.check(function);
        assertThat(pass.run(function)).isSameAs(function);
    }

    /** Asserts what a rule makes of steps whose last result is %9; constants that nobody uses any more are left out. */
    static void assertRule(Rule rule, String before, String after) {
        var simplify = new SimplifyOperations(List.of(rule), List.of());
        Function function = new RemoveDeadCode().run(simplify.run(parse(before + "\nreturn %9")));
        FunctionCheck.check(function);
        assertThat(steps(function)).isEqualTo(steps(parse(after)));
    }

    /** Asserts what a rule makes of the end of a body. */
    static void assertEndRule(EndRule rule, String before, String after) {
        var simplify = new SimplifyOperations(List.of(), List.of(rule));
        Function function = new RemoveDeadCode().run(simplify.run(parse(before)));
        FunctionCheck.check(function);
        assertThat(steps(function)).isEqualTo(steps(parse(after)));
    }

    private static String steps(Function function) {
        return IrPrinter.print(function.with(List.of(), function.blocks()));
    }

    /** A line without a colon at its end is a step. */
    private static Function parse(String body) {
        var text = new StringBuilder(
                "subprogram f(%0: scalar, %1: scalar, %2: context*) {\n  slot0 s 32 align 8\nentry:\n");
        for (String line : body.lines().toList()) {
            text.append(line.endsWith(":") || line.isBlank() ? "" : "  ")
                    .append(line.strip())
                    .append('\n');
        }
        return IrParser.function(text.append("}\n").toString());
    }
}
