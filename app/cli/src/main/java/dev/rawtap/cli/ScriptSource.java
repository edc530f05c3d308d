package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.SourceText;
import dev.rawtap.cli.script.ScriptArguments;
import dev.rawtap.script.syntax.EscapedBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a script: of {@code -e}, of a file, or of standard input; bytes that are no UTF-8 stay what they are. */
final class ScriptSource {
    private static final int MAX_BYTES = 16 << 20;

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
                    ? new SourceText("stdin", text(session.input(), "standard input"))
                    : new SourceText(file, text(session.file(file), file));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    "failed to open file '%s': No such file or directory".formatted(file), null, e);
        } catch (InvalidPathException e) {
            throw new InvalidInputException(
                    "failed to open file '%s': no file name in this locale".formatted(file),
                    "chars other than ASCII need one of UTF-8: LC_ALL=C.UTF-8 rawtap …",
                    e);
        } catch (IOException e) {
            throw new InvalidInputException("failed to open file '%s': %s".formatted(file, e.getMessage()), null, e);
        }
    }

    private static String text(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return text(in, name);
        }
    }

    private static String text(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new InvalidInputException(
                    "script '%s' has more than %d bytes".formatted(name, MAX_BYTES),
                    "is it a script? clang objects are run with: rawtap run FILE.bpf.o");
        }
        return EscapedBytes.decode(bytes);
    }
}
