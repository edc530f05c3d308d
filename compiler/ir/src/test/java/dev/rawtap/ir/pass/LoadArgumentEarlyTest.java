package dev.rawtap.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.Function;
import dev.rawtap.ir.IrParser;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.check.FunctionCheck;
import org.junit.jupiter.api.Test;

final class LoadArgumentEarlyTest {
    private static String run(String text) {
        Function after = new LoadArgumentEarly().run(IrParser.function(text));
        FunctionCheck.check(after);
        return IrPrinter.print(after);
    }

    @Test
    void loadsBeforeTheCallAndNotBeforeTheFilter() {
        assertThat(run("""
                program probe(%0: context*) {
                entry:
                  %1 = load u64 [%0+8]
                  branch %1 == %1, match, done
                match:
                  %2 = call ktime_get_ns()
                  jump use
                use:
                  %3 = load u64 [%0]
                  return %3
                done:
                  return %1
                }
                """)).isEqualTo("""
                program probe(%0: context*) {
                entry:
                  %1 = load u64 [%0+8]
                  branch %1 == %1, match, done
                match:
                  %3 = load u64 [%0]
                  %2 = call ktime_get_ns()
                  jump use
                use:
                  return %3
                done:
                  return %1
                }
                """);
    }

    @Test
    void loadsOnAllWaysWhereOneOfThemMakesACall() {
        assertThat(run("""
                program probe(%0: context*) {
                entry:
                  %1 = load u64 [%0+8]
                  branch %1 == %1, call, join
                call:
                  %2 = call ktime_get_ns()
                  jump join
                join:
                  %3 = load u64 [%0]
                  return %3
                }
                """)).isEqualTo("""
                program probe(%0: context*) {
                entry:
                  %1 = load u64 [%0+8]
                  %3 = load u64 [%0]
                  branch %1 == %1, call, join
                call:
                  %2 = call ktime_get_ns()
                  jump join
                join:
                  return %3
                }
                """);
    }

    @Test
    void oneLoadServesAllThatComeAfterCalls() {
        assertThat(run("""
                program probe(%0: context*) {
                entry:
                  %1 = call ktime_get_ns()
                  branch %1 == %1, left, right
                left:
                  %2 = load u64 [%0]
                  return %2
                right:
                  %3 = load u64 [%0]
                  return %3
                }
                """)).isEqualTo("""
                program probe(%0: context*) {
                entry:
                  %3 = load u64 [%0]
                  %1 = call ktime_get_ns()
                  branch %1 == %1, left, right
                left:
                  return %3
                right:
                  return %3
                }
                """);
    }

    @Test
    void leavesTwoArgumentsAndTheContextItselfAlone() {
        String twoArguments = """
                program probe(%0: context*) {
                entry:
                  %1 = call ktime_get_ns()
                  %2 = load u64 [%0]
                  %3 = load u64 [%0+8]
                  %4 = %2 + %3
                  return %4
                }
                """;
        String handedOn = """
                program probe(%0: context*) {
                entry:
                  %1 = call ktime_get_ns()
                  %2 = load u64 [%0]
                  %3: map stacks = map stacks
                  %4 = call get_stackid(%0, %3, %2)
                  return %4
                }
                """;
        assertThat(run(twoArguments)).isEqualTo(twoArguments);
        assertThat(run(handedOn)).isEqualTo(handedOn);
    }
}
