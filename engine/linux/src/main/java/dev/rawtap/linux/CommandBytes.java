package dev.rawtap.linux;

import dev.rawtap.base.InvalidInputException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arguments as bytes again. Java decodes its command line by the locale and loses what that cannot hold; a command that
 * ends this process's own command line is therefore taken from {@code /proc/self/cmdline}.
 */
final class CommandBytes {
    private CommandBytes() {}

    /** The bytes of each argument. */
    static List<byte[]> of(List<String> command) {
        if (command.stream().allMatch(CommandBytes::isAscii)) {
            return command.stream()
                    .map(argument -> argument.getBytes(StandardCharsets.US_ASCII))
                    .toList();
        }
        return of(command, own(), locale());
    }

    /** The bytes of a name that was not given on the command line. */
    static byte[] of(String name) {
        return of(List.of(name), List.of(), locale()).getFirst();
    }

    private static Charset locale() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    /** The end of {@code own} if it decodes to {@code command}, else {@code command} encoded. */
    static List<byte[]> of(List<String> command, List<byte[]> own, Charset locale) {
        int from = own.size() - command.size();
        if (from >= 0) {
            List<byte[]> end = own.subList(from, own.size());
            if (end.stream().map(bytes -> new String(bytes, locale)).toList().equals(command)) {
                return List.copyOf(end);
            }
        }
        Charset charset = locale.newEncoder().canEncode(String.join("", command)) ? locale : StandardCharsets.UTF_8;
        return command.stream().map(argument -> argument.getBytes(charset)).toList();
    }

    private static boolean isAscii(String argument) {
        if (argument.indexOf('\0') >= 0) {
            throw new InvalidInputException("a command's argument holds a NUL character", null);
        }
        return argument.chars().allMatch(c -> c < 0x80);
    }

    private static List<byte[]> own() {
        List<byte[]> arguments = new ArrayList<>();
        try {
            byte[] all = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            int start = 0;
            for (int i = 0; i < all.length; i++) {
                if (all[i] == 0) {
                    arguments.add(Arrays.copyOfRange(all, start, i));
                    start = i + 1;
                }
            }
        } catch (IOException noProcfs) {
            return List.of();
        }
        return arguments;
    }
}
