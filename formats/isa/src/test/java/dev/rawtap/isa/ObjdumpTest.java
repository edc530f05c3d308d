package dev.rawtap.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole objects that clang built, as the machine's llvm-objdump prints them. */
class ObjdumpTest {
    private static final Pattern LINE = Pattern.compile("\\s+\\d+:\\s((?:[0-9a-f]{2} ){7,15}[0-9a-f]{2})\\s+(\\S.*)");
    private static final Path OBJDUMP = Path.of("/usr/bin/llvm-objdump");

    static List<Path> objects() throws IOException {
        var folder = Path.of(System.getProperty("rawtap.root", "."), "examples", "c");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".o")).sorted().toList();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("objects")
    void itsTextAndItsBytesGiveTheSameInstructions(Path object) throws IOException {
        assumeThat(OBJDUMP).as("llvm-objdump is not installed").exists();
        var lines = objdump(object)
                .lines()
                .map(LINE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .toList();

        assertThat(lines).isNotEmpty();
        for (var line : lines) {
            var bytes = HexFormat.ofDelimiter(" ").parseHex(line.group(1));
            var decoded = InstructionDecoder.decode(object.toString(), bytes, ByteOrder.LITTLE_ENDIAN);
            assertThat(InstructionEncoder.encode(decoded, ByteOrder.LITTLE_ENDIAN))
                    .isEqualTo(bytes);
            assertThat(AssemblyParser.parseInstruction(line.group())).isEqualTo(decoded.getFirst());
        }
    }

    private static String objdump(Path object) throws IOException {
        var process = new ProcessBuilder(OBJDUMP.toString(), "-d", object.toString())
                .redirectErrorStream(true)
                .start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
