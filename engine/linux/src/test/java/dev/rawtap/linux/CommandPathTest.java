package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandPathTest {
    @TempDir
    private Path first;

    @TempDir
    private Path second;

    private String path;

    @BeforeEach
    void layOut() throws Exception {
        program(second.resolve("tracer"));
        Files.writeString(first.resolve("tracer"), "not executable");
        Files.createDirectory(first.resolve("folder"));
        program(second.resolve("folder"));
        path = first + ":/no/such/folder:" + second;
    }

    private static void program(Path file) throws Exception {
        Files.setPosixFilePermissions(
                Files.writeString(file, "#!/bin/sh\n"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void passesOverWhatCannotBeExecuted() {
        assertThat(CommandPath.find("tracer", path)).isEqualTo(second + "/tracer");
        assertThat(CommandPath.find("folder", path)).isEqualTo(second + "/folder");
    }

    @Test
    void namesNearestProgramsOfThePath() {
        assertThatThrownBy(() -> CommandPath.find("tracr", path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no command 'tracr' on PATH")
                .extracting(e -> ((InvalidInputException) e).hint().orElseThrow())
                .isEqualTo("nearest: tracer");
    }

    @Test
    void takesNamesWithASlashAsTheyAre() {
        String file = second + "/tracer";
        assertThat(CommandPath.find(file, "")).isEqualTo(file);
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        assertThatThrownBy(() -> CommandPath.find(first + "/absent", path))
                .hasMessage("no such file '" + first + "/absent'");
        assertThatThrownBy(() -> CommandPath.find(first + "/folder", path))
                .hasMessage("'" + first + "/folder' is a folder, not a command");
        assertThatThrownBy(() -> CommandPath.find(first + "/tracer", path))
                .hasMessage("'" + first + "/tracer' is not executable");
        assertThatThrownBy(() -> CommandPath.find("", path)).hasMessage("the command's name is empty");
    }
}
