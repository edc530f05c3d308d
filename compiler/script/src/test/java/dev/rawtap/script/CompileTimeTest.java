package dev.rawtap.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.SourceText;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.Machine;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.syscall.Architecture;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Scripts of thousands of lines compile in time that grows as they do, whatever they are made of. */
class CompileTimeTest {
    private static final int LINES = 1000;
    private static final Target TARGET = new Target(
            Architecture.X86_64,
            new KernelVersion(6, 18),
            Set.of(Feature.INSTRUCTIONS_V4),
            Optional.empty(),
            List.of());

    static final List<Arguments> SHAPES = List.of(
            shape("variables", "begin {\n", "$x%d = %<d;\n", "}\n"),
            shape("one variable", "begin { $x = pid;\n", "$x = $x * 3 + %d;\n", "print($x); }\n"),
            shape("maps", "begin {\n", "@m%d = %<d;\n", "}\n"),
            shape("elements", "begin {\n", "@m[pid, %d]++;\n", "}\n"),
            shape("counts", "begin {\n", "@a[%d] = count();\n", "}\n"),
            shape("prints", "begin {\n", "printf(\"%%d %%s %d\\n\", pid, comm);\n", "}\n"),
            shape("ifs", "begin {\n", "if (pid == %d) { @a = count(); }\n", "}\n"),
            shape("if else", "begin { $x = 0;\n", "if (pid == %d) { $x++; } else { $x = %<d; }\n", "print($x); }\n"),
            shape("loops", "begin {\n", "for ($i : 0..3) { @a = $i + %d; }\n", "}\n"),
            shape("functions", "", "fn f%d($a : int64): int64 { return $a + %<d; }\n", "begin { print(f0(1)); }\n"),
            shape("macros", "", "macro m%d(x) { x + %<d }\n", "begin { print(m0(1)); }\n"),
            shape("structs", "", "struct s%d { int a; };\n", "begin { print(sizeof(struct s0)); }\n"),
            shape("enumerators", "enum e {\n", "E%d = %<d,\n", "};\nbegin { print(E1); }\n"),
            shape("defines", "", "#define A%d %<d\n", "begin { print(A1); }\n"),
            shape("tuples", "begin {\n", "print((pid, (comm, %d)));\n", "}\n"),
            shape("key", "begin { @m[0\n", ", %d\n", "] = 1; }\n"),
            shape("strings", "begin {\n", "if (comm == \"text %d\") { @ = count(); }\n", "}\n"),
            shape("errors", "begin {\n", "print(nosuch%d);\n", "}\n"));

    private static Arguments shape(String name, String before, String line, String after) {
        IntFunction<String> script = lines -> IntStream.range(0, lines)
                .mapToObj(i -> line.formatted(i))
                .collect(Collectors.joining("", before, after));
        return Arguments.of(name, script);
    }

    /** What is quadratic takes 16 times as long for four times as much; new code makes the first runs slow. */
    @ParameterizedTest(name = "{0}")
    @FieldSource("SHAPES")
    void timeGrowsWithTheLines(String name, IntFunction<String> script) {
        compile(script.apply(LINES));
        compile(script.apply(LINES));
        long once = compile(script.apply(LINES));
        long fourTimes = Math.min(compile(script.apply(4 * LINES)), compile(script.apply(4 * LINES)));
        assertThat(fourTimes).as(name).isLessThan(9 * once + 200_000_000L);
    }

    /** Nanoseconds on a CPU. */
    private static long compile(String script) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        ScriptCompiler.Compilation compilation = ScriptCompiler.compile(
                new SourceText("stdin", script), AnalysisOptions.of(TARGET, Machine.NONE), LoweringOptions.DEFAULT);
        long time = threads.getCurrentThreadCpuTime() - start;
        assertThat(compilation.script().isPresent()
                        || !compilation.diagnostics().isEmpty())
                .isTrue();
        return time;
    }
}
