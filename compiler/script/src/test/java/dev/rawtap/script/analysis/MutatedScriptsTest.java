package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rawtap.testkit.conformance.ConformanceFile;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a script says, analysis gives a tree or problems; it never throws. */
class MutatedScriptsTest {
    private static final int SCRIPTS = 4000;
    private static final List<String> WORDS = List.of(
            "@",
            "@x",
            "$x",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            "->",
            ".",
            "args",
            "count()",
            "hist(",
            "-1",
            "9223372036854775807",
            "0x8000000000000000",
            "str(",
            "sizeof(",
            "comptime ",
            "if ",
            "else ",
            "for ($i : 0..3) {",
            "\"a\"",
            ", ",
            "; ",
            " = ",
            "++",
            "*",
            "&",
            "%",
            "/",
            "<<",
            "typeof(",
            "curtask",
            "(struct task_struct *)",
            "(int8)",
            "(uint8[4])",
            "printf(\"%d\", ",
            "macro m(x) { x } ",
            "delete(",
            "print(",
            "ntop(",
            "kstack",
            "interval:s:1 ",
            "$1",
            "return ",
            "unroll(3) {",
            "let ",
            "getopt(\"a\", ");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void neverThrows() throws IOException {
        List<String> scripts = ConformanceFile.readAll(ConformanceFile.folder()).stream()
                .flatMap(each -> each.script().stream())
                .toList();
        for (int i = 0; i < SCRIPTS; i++) {
            String script = mutated(scripts.get(random.nextInt(scripts.size())), scripts);
            assertThatCode(() -> Analyzed.analyze(script))
                    .as("reproduce: -Dseed=%d, script: %s", seed, script)
                    .doesNotThrowAnyException();
        }
    }

    private String mutated(String script, List<String> others) {
        var text = new StringBuilder(script);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(6)));
                case 2 -> {
                    String other = others.get(random.nextInt(others.size()));
                    int from = random.nextInt(other.length() + 1);
                    text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(30)));
                }
                default -> text.replace(at, Math.min(text.length(), at + 1), WORDS.get(random.nextInt(WORDS.size())));
            }
        }
        return text.toString();
    }
}
