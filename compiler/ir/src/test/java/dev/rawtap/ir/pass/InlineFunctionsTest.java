package dev.rawtap.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.Module;
import org.junit.jupiter.api.Test;

class InlineFunctionsTest {
    private static final String CALLEE = """

            subprogram twice(%0: scalar) {
              slot0 kept 8 align 8
            entry:
              %1: stack* = address slot0
              store u64 [%1], %0
              %2 = load u64 [%1]
              %3 = %2 + %0
              return %3
            }
            """;

    @Test
    void aFunctionCalledOnceBecomesPartOfItsCaller() {
        Module module = IrParser.module("""
                program main(%0: context*) {
                entry:
                  %1 = load u64 [%0]
                  %2 = call function twice(%1)
                  return %2
                }
                """ + CALLEE);

        assertThat(IrPrinter.print(InlineFunctions.run(module))).isEqualTo("""
                program main(%0: context*) {
                  slot0 kept 8 align 8
                entry:
                  %1 = load u64 [%0]
                  jump entry.inline1
                entry.inline1:
                  %3: stack* = address slot0
                  store u64 [%3], %1
                  %4 = load u64 [%3]
                  %5 = %4 + %1
                  jump entry.after1(%5)
                entry.after1(%2: scalar):
                  return %2
                }
                """);
    }

    @Test
    void whatCallsItselfStaysACall() {
        Module module = IrParser.module("""
                program main(%0: context*) {
                entry:
                  %1 = load u64 [%0]
                  %2 = call function again(%1)
                  return %2
                }

                subprogram again(%0: scalar) {
                entry:
                  %1 = call function again(%0)
                  return %1
                }
                """);

        assertThat(InlineFunctions.run(module).functions()).hasSize(2);
    }

    @Test
    void leavesLongFunctionsWithTwoCallers() {
        String calls = "  %2 = call function long(%1)\n  %3 = call function long(%2)\n";
        var body = new StringBuilder();
        for (int i = 1; i < 20; i++) {
            body.append("  %%%d = %%%d * %%0\n".formatted(i, i - 1));
        }
        Module module = IrParser.module("program main(%0: context*) {\nentry:\n  %1 = load u64 [%0]\n" + calls
                + "  return %3\n}\nsubprogram long(%0: scalar) {\nentry:\n" + body + "  return %19\n}\n");

        assertThat(IrPrinter.print(InlineFunctions.run(module))).isEqualTo(IrPrinter.print(module));
    }
}
