package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that results go to instead of standard output. What it held is kept until there is something to hold. */
final class OutputFile {
    private final Path path;
    private final FileChannel channel;

    private OutputFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens it for writing, so that a mistake shows before anything is loaded. */
    static OutputFile open(Path path) {
        try {
            return new OutputFile(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** The same for a script, whose mistakes are told as bpftrace tells them. */
    static OutputFile open(Path path, String name) {
        try {
            return new OutputFile(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    "Failed to open output file: \"%s\": No such file or directory".formatted(name),
                    "make its folder first",
                    e);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "Failed to open output file: \"%s\": %s".formatted(name, reason(e)), "choose another file", e);
        }
    }

    /** Empties it, and gives what writes to it. */
    Output output() {
        try {
            if (Files.isRegularFile(path)) {
                channel.truncate(0);
            }
            return new Output(path.toString(), Channels.newOutputStream(channel));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static InvalidInputException failed(Path path, IOException e) {
        return new InvalidInputException("cannot write '%s': %s".formatted(path, reason(e)), "choose another file", e);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException ignored -> "no such folder";
            case AccessDeniedException ignored -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
