package dev.rawtap.ir.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.ir.IrParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionCheckTest {
    private static void accepts(String body) {
        assertThatCode(() -> FunctionCheck.check(IrParser.function(wrapped(body))))
                .doesNotThrowAnyException();
    }

    private static void refuses(String body, String problem) {
        assertThatThrownBy(() -> FunctionCheck.check(IrParser.function(wrapped(body))))
                .isInstanceOf(BrokenFunctionException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("program probe(%0: context*) {");
    }

    private static String wrapped(String body) {
        return "program probe(%0: context*) {\n  slot0 key 8 align 8\nentry:\n"
                + body.indent(2).replace("  @", "") + "}\n";
    }

    @Test
    void acceptsALookupThatIsCompared() {
        accepts("""
                %1: map m = map m
                %2: stack* = address slot0
                fill [%2], 8
                %3: value of m*? = call map_lookup_elem(%1, %2)
                %4 = constant 0
                branch %3 == %4, @end, found
                @found:
                %5 = load u64 [%3+8]
                atomic add u64 [%3], %5
                jump end
                @end:
                return %4
                """.replace("== %4, @end", "== %4, end"));
    }

    @Test
    void acceptsALookupComparedThroughANumber() {
        accepts("""
                %1: map m = map m
                %2: stack* = address slot0
                %3: value of m*? = call map_lookup_elem(%1, %2)
                %4 = constant 0
                %5 = compare %3 != %4
                branch %5 == %4, end, found
                @found:
                store u64 [%3], %5
                jump end
                @end:
                return %4
                """);
    }

    @Test
    void refusesAPointerThatMayBeNullOnOneWay() {
        String body = """
                %1: map m = map m
                %2: stack* = address slot0
                %3: value of m*? = call map_lookup_elem(%1, %2)
                %4 = constant 0
                branch %3 == %4, none, found
                @found:
                jump end
                @none:
                jump end
                @end:
                %5 = load u64 [%3]
                return %5
                """;

        refuses(body, "%3 may be NULL in end");
        accepts(body.replace("jump end\n@end", "return %4\n@end"));
    }

    @Test
    void refusesNullAsAnArgumentForWhatIsNot() {
        refuses("""
                %1: value of m*? = constant 0
                jump end(%1)
                @end(%2: value of m*):
                %3 = load u64 [%2]
                return %3
                """, "%1 may be NULL on the edge from entry to end");
    }

    @Test
    void refusesTwoDefinitions() {
        refuses("%1 = constant 1\n%1 = constant 2\nreturn %1\n", "%1 is defined twice");
    }

    @Test
    void refusesUseBeforeDefinition() {
        refuses("%1 = %2 + %2\n%2 = constant 2\nreturn %1\n", "%2 is used in entry before its definition in entry");
    }

    @Test
    void refusesUseThatTheDefinitionDoesNotDominate() {
        refuses("""
                %1 = constant 1
                branch %1 == %1, one, end
                @one:
                %2 = constant 2
                jump end
                @end:
                return %2
                """, "%2 is used in end before its definition in one");
    }

    @Test
    void refusesBlocksThatNothingReaches() {
        refuses("%1 = constant 1\nreturn %1\n@lost:\nreturn %1\n", "nothing reaches lost");
    }

    @Test
    void refusesEdgesToNowhereAndToTheEntry() {
        refuses("jump away\n", "edge from entry to no block away");
        refuses("jump on\n@on:\njump entry\n", "edge from on to the entry");
    }

    @Test
    void refusesWrongNumberOfArguments() {
        refuses("""
                %1 = constant 1
                jump on(%1, %1)
                @on(%2: scalar):
                return %2
                """, "an edge gives 2 arguments to 1 parameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1 = %0 * %0",
                "%1: context* = constant 0",
                "%1: context* = %0 + %0",
                "%1 = compare %0 < %0",
                "%1: context* = load u32 [%0]",
                "store u32 [%0], %0",
                "%1: stack* = address slot0+8",
                "%1: map m = map n",
                "%1 = call map_lookup_elem(%0, %0)",
                "%1 = call ktime_get_ns(%0)",
                "%1 = call get_stackid(%0, %0, %0)",
                "fill [%0], 0",
                "atomic exchange u64 [%0], %0",
                "%1 = extend u8 %0",
                "%1 = select %0, %0, %0"
            })
    void refusesOperandsOfOtherTypes(String step) {
        assertThatThrownBy(
                        () -> FunctionCheck.check(IrParser.function(wrapped(step + "\n%9 = constant 0\nreturn %9\n"))))
                .isInstanceOf(BrokenFunctionException.class)
                .hasMessageContaining(step);
    }

    @Test
    void refusesTwoCasesWithOneNumber() {
        refuses(
                "%1 = constant 1\nswitch %1, 3: on, 3: on, otherwise: on\n@on:\nreturn %1\n",
                "two cases with one number");
    }
}
