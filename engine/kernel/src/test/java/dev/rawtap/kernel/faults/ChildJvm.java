package dev.rawtap.kernel.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A Java process of ours that runs one main class of the tests; it is ended at close, by its number. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it with the class path of this one. */
    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), main, arguments);
    }

    /** The same behind a command such as {@code setpriv}, which becomes it. */
    static ChildJvm start(List<String> prefix, String classPath, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Drawtap.root=" + System.getProperty("rawtap.root"),
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    int pid() {
        return Math.toIntExact(process.pid());
    }

    /** Its next line, "(ended)" when there are none. */
    String line() throws IOException {
        String line = output.readLine();
        return line == null ? "(ended)" : line;
    }

    /** All its lines, to the end. */
    List<String> lines() {
        return output.lines().toList();
    }

    /** Its exit status, 128 + signal if one ended it. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
