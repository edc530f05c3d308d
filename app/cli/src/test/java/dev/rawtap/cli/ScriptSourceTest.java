package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.testkit.Replay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts are bytes; what is in strings comes through, whatever the locale is. */
class ScriptSourceTest {
    /** Formats the script that {@code printf} makes, in a process of its own. */
    private static byte[] formatted(String locale, String printf) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                "exec \"$0\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp \"$1\" dev.rawtap.cli.Main --fmt -e \"$(printf '%s')\"";
        var builder = new ProcessBuilder(
                "/bin/sh", "-c", command.formatted(printf), java, System.getProperty("java.class.path"));
        builder.environment().put("LC_ALL", locale);
        builder.redirectErrorStream(true);
        Process process = builder.start();
        byte[] printed = process.getInputStream().readAllBytes();
        process.waitFor();
        return printed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void programOfTheCommandLineIsUtf8InEachLocale(String locale) throws IOException, InterruptedException {
        assertThat(formatted(locale, "begin { print(\"\\303\\251\"); }"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("begin\n{\n  print(\"\u00e9\");\n}\n");
    }

    @Test
    void bytesThatAreNoUtf8AreKept() throws IOException, InterruptedException {
        assertThat(formatted("C.UTF-8", "begin { print(\"\\377\"); }"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("begin\n{\n  print(\"\\xff\");\n}\n");
    }

    @Test
    void fileOfOtherBytesIsRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.bt");
        Files.write(file, "begin { print(\"\u00ff\"); }".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(CommandLineRun.of(CommandLineRun.engine(Replay.NOTHING), "--fmt", file.toString())
                        .output())
                .isEqualTo("begin\n{\n  print(\"\\xff\");\n}\n");
    }

    @Test
    void fileWithoutEndIsRefused() {
        CommandLineRun run = CommandLineRun.of(CommandLineRun.engine(Replay.NOTHING), "--fmt", "/dev/zero");
        assertThat(run.errors()).contains("script '/dev/zero' has more than 16777216 bytes");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void wordsOfTheCommandLineAreReadAgainWhereTheyWereNot() {
        assertThat(List.of(CommandLineBytes.of(new String[] {"-e", "begin { }"})))
                .containsExactly("-e", "begin { }");
    }
}
