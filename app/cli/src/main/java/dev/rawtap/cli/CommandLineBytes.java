package dev.rawtap.cli;

import dev.rawtap.script.syntax.EscapedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The words of the command line as they were given, where the JVM could not read them in the locale of this process. */
final class CommandLineBytes {
    private static final Path WORDS = Path.of("/proc/self/cmdline");
    private static final String UNREADABLE = "\ufffd";

    private CommandLineBytes() {}

    /** The words as UTF-8, other bytes as {@link EscapedBytes} has them; those of the JVM if they cannot be read again. */
    static String[] of(String[] arguments) {
        if (Arrays.stream(arguments).noneMatch(word -> word.contains(UNREADABLE))) {
            return arguments;
        }
        try {
            List<String> words = split(Files.readAllBytes(WORDS));
            int own = words.size() - arguments.length;
            return own < 0 ? arguments : words.subList(own, words.size()).toArray(String[]::new);
        } catch (IOException unreadable) {
            return arguments;
        }
    }

    /** Each word ends with a 0. */
    private static List<String> split(byte[] all) {
        var words = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == 0) {
                words.add(EscapedBytes.decode(Arrays.copyOfRange(all, start, i)));
                start = i + 1;
            }
        }
        return words;
    }
}
