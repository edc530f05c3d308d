package dev.rawtap.linux;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The options a kernel was built with.
 *
 * @param source the file they come from; empty if none could be read
 * @param values the value of each set option as the file writes it: {@code y}, {@code m}, {@code 1000}, {@code "text"}
 */
public record KernelConfig(Optional<String> source, Map<String, String> values) {
    /** Copies the values. */
    public KernelConfig {
        values = Map.copyOf(values);
    }

    /** The value of an option such as {@code CONFIG_BPF_SYSCALL}; empty if it is not set or nothing is known. */
    public Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    /** Where the options of a kernel may be, in the order in which they are looked for; libbpf's, and one more. */
    public static List<String> files(String release) {
        return List.of("/boot/config-" + release, "/proc/config.gz", "/lib/modules/" + release + "/config");
    }

    /** From the first that can be read. */
    static KernelConfig read(SystemFiles files, String release) {
        for (String file : files(release)) {
            Optional<String> text = files.bytes(file).flatMap(KernelConfig::unpack);
            if (text.isPresent()) {
                return new KernelConfig(Optional.of(file), parse(text.get()));
            }
        }
        return new KernelConfig(Optional.empty(), Map.of());
    }

    private static Optional<String> unpack(byte[] bytes) {
        boolean packed = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        if (!packed) {
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return Optional.of(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** The options that lines {@code CONFIG_NAME=VALUE} set. */
    public static Map<String, String> parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().filter(line -> line.startsWith("CONFIG_")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return values;
    }
}
