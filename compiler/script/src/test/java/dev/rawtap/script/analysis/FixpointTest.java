package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedProbe;
import dev.rawtap.script.typed.TypedScript;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Types that follow from what stands elsewhere, also behind. */
class FixpointTest {
    private static Map<String, String> maps(String script) {
        AnalysisResult result = Analyzed.analyze(script);
        assertThat(result.script()).as(Analyzed.told(result)).isPresent();
        return result.script().orElseThrow().maps().stream()
                .collect(Collectors.toMap(
                        ScriptMap::name,
                        map -> map.key().map(key -> key + " -> ").orElse("") + map.value()));
    }

    @Test
    void literalsWiden() {
        assertThat(maps("begin { @a = 1; @a = 1000; }")).containsEntry("@a", "int16");
    }

    @Test
    void textsWiden() {
        assertThat(maps("begin { @a = \"abc\"; @a = \"abcdef\"; }")).containsEntry("@a", "string[7]");
    }

    @Test
    void literalAdaptsToUnsignedNumber() {
        assertThat(maps("begin { @a[5] = nsecs; @a[pid] = 1; }")).containsEntry("@a", "uint32 -> uint64");
    }

    @Test
    void negativeNumberBesideUnsignedIsSignedAndWide() {
        assertThat(maps("begin { @a[pid] = (uint8)$1; @a[-5] = -1; }")).containsEntry("@a", "int64 -> int16");
    }

    @Test
    void mapTakesTypeFromProbeBehind() {
        assertThat(maps("interval:s:1 { @b = @a; } begin { @a = nsecs; }")).containsEntry("@b", "uint64");
    }

    @Test
    void chainAgainstItsOrderSettles() {
        assertThat(maps("begin { @e = @d; @d = @c; @c = @b; @b = @a; @a = 70000; }"))
                .containsEntry("@e", "int32");
    }

    @Test
    void circleSettles() {
        assertThat(maps("begin { @a = @b; @b = @a + 1; }"))
                .containsEntry("@a", "int64")
                .containsEntry("@b", "int64");
    }

    @Test
    void tuplesWidenPartByPart() {
        assertThat(maps("begin { @a[1, \"a\"] = 1; @a[1000, \"abc\"] = 1; }"))
                .containsEntry("@a", "(int16,string[4]) -> int8");
    }

    @Test
    void readingWidensKeys() {
        assertThat(maps("begin { @a[1] = 1; print(@a[1000]); }")).containsEntry("@a", "int16 -> int8");
    }

    @Test
    void countingUpNeedsAllBits() {
        assertThat(maps("begin { @a++; $b = 1; $b++; @b = $b; }"))
                .containsEntry("@a", "uint64")
                .containsEntry("@b", "int64");
    }

    @Test
    void mapNobodyWritesReadsAsZero() {
        assertThat(maps("begin { @a = @never[1]; }")).containsEntry("@a", "int8");
    }

    @Test
    void variablesOfBlocksAreApart() {
        assertThat(maps("begin { if (cpu) { $x = 1; @a = $x; } else { $x = \"a\"; @b = $x; } }"))
                .containsEntry("@a", "int8")
                .containsEntry("@b", "string[2]");
    }

    @Test
    void variablesOfProbesAreApart() {
        TypedScript script = Analyzed.analyze("begin, end { $x = probe; @a[$x] = 1; }")
                .script()
                .orElseThrow();
        assertThat(script.probes()).extracting(TypedProbe::name).containsExactly("begin", "end");
        assertThat(script.maps().getFirst().key().orElseThrow()).hasToString("string[6]");
    }

    @Test
    void macrosHaveVariablesOfTheirOwn() {
        assertThat(
                        maps(
                                "macro twice($v) { $t = $v; $v = $t + $t; } begin { $t = \"a\"; $n = 4; twice($n); @n = $n; @t = $t; }"))
                .containsEntry("@n", "int64")
                .containsEntry("@t", "string[2]");
    }

    @Test
    void macroOfExpressionTypesEachCall() {
        assertThat(maps("macro id(x) { x } begin { @a = id(1); @b = id(\"abc\"); }"))
                .containsEntry("@a", "int8")
                .containsEntry("@b", "string[4]");
    }

    @Test
    void unrolledBodyIsRepeated() {
        TypedScript script = Analyzed.analyze("begin { unroll(3) { @a = count(); } }")
                .script()
                .orElseThrow();
        assertThat(script.probes().getFirst().body().statements()).hasSize(3);
    }

    @Test
    void predicateIsConditionAroundBody() {
        assertThat(Analyzed.print("begin /cpu == 1/ { @a = 1; }")).contains("if equal(cpu():uint64, 1:uint64):bool {");
    }

    @Test
    void processIsNotedWhereEventsAreProcesses() {
        TypedScript script = Analyzed.analyze(
                        "begin { } tracepoint:syscalls:sys_enter_openat { }",
                        Analyzed.options().withProcess(42))
                .script()
                .orElseThrow();
        assertThat(script.probes()).extracting(TypedProbe::process).containsExactly(0, 42);
    }
}
