package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.SourceText;
import dev.rawtap.cli.script.ScriptArguments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** The text of a script: of {@code -e}, of a file, or of standard input. */
final class ScriptSource {
    private ScriptSource() {}

    static SourceText of(ScriptArguments arguments, Session session) {
        if (arguments.program().isPresent() && !arguments.program().get().isEmpty()) {
            return new SourceText("stdin", arguments.program().get());
        }
        String file = arguments
                .file()
                .orElseThrow(() ->
                        new InvalidInputException("USAGE: filename or -e 'program' required.", "see: rawtap --help"));
        try {
            return file.equals("-")
                    ? new SourceText("stdin", new String(session.input().readAllBytes(), StandardCharsets.UTF_8))
                    : new SourceText(file, new String(Files.readAllBytes(session.file(file)), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    "failed to open file '%s': No such file or directory".formatted(file), null, e);
        } catch (IOException e) {
            throw new InvalidInputException("failed to open file '%s': %s".formatted(file, e.getMessage()), null, e);
        }
    }
}
