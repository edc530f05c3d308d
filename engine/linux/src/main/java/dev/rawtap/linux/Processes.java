package dev.rawtap.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/** What procfs tells of processes. A process may end between two questions; then answers are empty. Thread-safe. */
public final class Processes {
    private final SystemFiles files;

    /** The processes of a machine. */
    public Processes(SystemFiles files) {
        this.files = files;
    }

    /** Whether {@code pid} is a process, not a thread of one and not free; one that ended and is not reaped counts. */
    public boolean exists(int pid) {
        return status(pid, "Tgid").filter(Integer.toString(pid)::equals).isPresent();
    }

    /** Its command name, at most 15 bytes, as its first thread has it. */
    public Optional<String> commandName(int pid) {
        return files.bytes("/proc/" + pid + "/comm")
                .map(bytes -> new String(bytes, 0, Math.max(0, bytes.length - 1), StandardCharsets.UTF_8));
    }

    /** The file it executes; empty also if this process may not see it. */
    public Optional<String> executable(int pid) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(files.path("/proc/" + pid + "/exe")).toString());
        } catch (IOException endedOrRefused) {
            return Optional.empty();
        }
    }

    /** The value of a line of {@code /proc/PID/status}, such as {@code PPid}. */
    public Optional<String> status(int pid, String field) {
        return files.text("/proc/" + pid + "/status")
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith(field + ":"))
                        .findFirst())
                .map(line -> line.substring(field.length() + 1).strip());
    }
}
