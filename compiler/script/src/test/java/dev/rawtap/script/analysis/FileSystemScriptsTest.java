package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemScriptsTest {
    @TempDir
    Path folder;

    private AnalysisResult analyze(String script) {
        return Analyzed.analyze(script, Analyzed.options().withFiles(new FileSystemScripts(folder)));
    }

    @Test
    void importsMacrosOnce() throws IOException {
        Files.writeString(folder.resolve("lib.bt"), "macro triple(x) { x * 3 }\n");
        assertThat(analyze("import \"./lib.bt\"; import \"lib.bt\"; begin { @a = triple(4); }")
                        .script())
                .isPresent();
    }

    @Test
    void importsAllScriptsOfFolder() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("parts"));
        Files.writeString(parts.resolve("a.bt"), "macro a() { 1 }");
        Files.writeString(parts.resolve("b.bt"), "macro b() { 2 }");
        assertThat(analyze("import \"parts\"; begin { @a = a() + b(); }").script())
                .isPresent();
    }

    @Test
    void tellsMistakesOfImportedScript() throws IOException {
        Files.writeString(folder.resolve("lib.bt"), "macro f(5) { }");
        assertThat(Analyzed.told(analyze("import \"lib.bt\"; begin { }")))
                .contains("lib.bt:1")
                .contains("ERROR");
    }

    @Test
    void refusesMissingFile() {
        assertThat(Analyzed.told(analyze("import \"no.bt\"; begin { }")))
                .contains("ERROR: Unable to find suitable path for import");
    }

    @Test
    void refusesUnknownSuffix() throws IOException {
        Files.writeString(folder.resolve("lib.txt"), "");
        assertThat(Analyzed.told(analyze("import \"./lib.txt\"; begin { }")))
                .contains("ERROR: unknown import type: \"lib.txt\"");
    }

    @Test
    void refusesFileThatAnybodyCanWrite() throws IOException {
        Path file = Files.writeString(folder.resolve("lib.bt"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(Analyzed.told(analyze("import \"lib.bt\"; begin { }"))).contains("world-writable");
    }
}
