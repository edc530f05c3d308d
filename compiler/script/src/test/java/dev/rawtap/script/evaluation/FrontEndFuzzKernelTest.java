package dev.rawtap.script.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.script.ScriptCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Scripts that are broken on purpose, through the whole compiler with this kernel's types: they get diagnostics or code, never an
 * exception. {@code -Drawtap.seed=N} repeats a run, {@code -Drawtap.mutants=N} is how many.
 */
@KernelTest
class FrontEndFuzzKernelTest {
    private static final int MUTANTS = Integer.getInteger("rawtap.mutants", 2000);
    private static final long SEED = Long.getLong("rawtap.seed", 20_261_121);
    private static final List<String> PIECES = List.of(
            "$x",
            "@m",
            "@m[1]",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            ";",
            ",",
            "=",
            "+",
            "-",
            "*",
            "/",
            "++",
            "0",
            "-1",
            "18446744073709551615",
            "9223372036854775808",
            "1e9",
            "\"text\"",
            "true",
            "pid",
            "comm",
            "args",
            "args.x",
            "count()",
            "hist(",
            "print(",
            "printf(\"%d %s\", ",
            "if (1) {",
            "for $i : 0..10 {",
            "while (",
            "let $y: int8",
            "(uint8)",
            "(struct task_struct *)",
            "curtask",
            "->comm",
            ".0",
            "str(",
            "kstack",
            "(1, \"a\")",
            "delete(@m)",
            "&$x",
            "sizeof(",
            "unroll(3) {",
            "return",
            "break;",
            "? 1 :",
            "!",
            "~");

    @Test
    void mutatedScriptsNeverThrow() {
        var random = new Random(SEED);
        List<String> scripts = scripts();
        try (var kernel = new OnKernel()) {
            for (int i = 0; i < MUTANTS; i++) {
                String script = mutant(scripts, random);
                assertThat(failure(kernel, script))
                        .as("reproduce: -Drawtap.seed=%d (script %d)%n%s", SEED, i, script)
                        .isEmpty();
            }
        }
    }

    /** What a compilation throws, with its place; nothing when all is well. */
    static String failure(OnKernel kernel, String script) {
        try {
            ScriptCompiler.Compilation compilation = kernel.compile(script);
            return compilation.script().isEmpty() && compilation.diagnostics().isEmpty()
                    ? "neither code nor a reason"
                    : "";
        } catch (InvalidInputException | UnsupportedException refused) {
            return "";
        } catch (RuntimeException | StackOverflowError | AssertionError thrown) {
            return thrown
                    + Stream.of(thrown.getStackTrace())
                            .limit(5)
                            .map(frame -> "\n  at " + frame)
                            .collect(Collectors.joining());
        }
    }

    static String mutant(List<String> scripts, Random random) {
        var text = new StringBuilder(scripts.get(random.nextInt(scripts.size())));
        for (int i = 1 + random.nextInt(3); i > 0 && text.length() > 2; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, piece);
                case 2 -> text.replace(at, end, piece);
                case 3 -> text.insert(at, text.substring(at, end));
                default -> {
                    String other = scripts.get(random.nextInt(scripts.size()));
                    int from = random.nextInt(other.length());
                    text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(30)));
                }
            }
        }
        return text.toString();
    }

    /** All scripts of the conformance data and the examples. */
    static List<String> scripts() {
        Path root = Path.of(System.getProperty("rawtap.root"));
        try (Stream<Path> data = Files.list(root.resolve("conformance/script"));
                Stream<Path> examples = Files.list(root.resolve("examples/script"))) {
            var all = new ArrayList<String>();
            for (Path file : data.filter(path -> path.toString().endsWith(".data"))
                    .sorted()
                    .toList()) {
                all.addAll(scriptsOf(Files.readString(file)));
            }
            for (Path file : examples.filter(path -> path.toString().endsWith(".bt"))
                    .sorted()
                    .toList()) {
                all.add(Files.readString(file));
            }
            return all;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> scriptsOf(String data) {
        return Stream.of(data.split("\n-- script\n", -1))
                .skip(1)
                .map(rest -> rest.split("\n--", 2)[0])
                .filter(script -> !script.isBlank())
                .toList();
    }

    @Test
    void timeGrowsWithTheLinesAlone() {
        try (var kernel = new OnKernel()) {
            compileLines(kernel, 2_500);
            long quarter = compileLines(kernel, 2_500);
            long all = compileLines(kernel, 10_000);
            // Four times as much, and as much again for a machine that does other things meanwhile.
            assertThat(all).isLessThan(8 * quarter + 1_000_000_000L);
        }
    }

    private static long compileLines(OnKernel kernel, int lines) {
        String script = "begin {\n" + "$x = 1;\n@a[1] = count();\n".repeat(lines / 2) + "}\n";
        long start = System.nanoTime();
        assertThat(failure(kernel, script)).isEmpty();
        return System.nanoTime() - start;
    }

    @Test
    void largeThingsCompileOrAreRefused() {
        String keys = IntStream.range(0, 500).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        List<String> scripts = List.of(
                "begin { @a[" + keys + "] = 1; }",
                "begin { print((" + keys + ")); }",
                "begin { @a = " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + "; }",
                "begin { $x = 1; @a = " + "-".repeat(5_000) + "$x; }",
                "begin { $x = 1; @a = $x" + " + $x".repeat(5_000) + "; }",
                "begin { " + "if (1) { ".repeat(2_000) + "}".repeat(2_001),
                "begin { @a = 99999999999999999999999999; }",
                "begin { @a = lhist(1, 0, 18446744073709551615, 1); }",
                "begin { let $a: string[2147483647]; @a = $a; }",
                "begin { @a = \"" + "x".repeat(100_000) + "\"; }",
                "begin { unroll(30) { unroll(30) { @a = count(); } } }",
                "begin { @a = ((uint8[1000000])1); }");
        try (var kernel = new OnKernel()) {
            for (String script : scripts) {
                assertThat(failure(kernel, script))
                        .as(script.substring(0, Math.min(script.length(), 60)))
                        .isEmpty();
            }
        }
    }
}
