package dev.rawtap.bench.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sizes of bpftrace's code, written down so that the gate needs no bpftrace.
 *
 * <pre>
 * file = "# " from, then a line for each reference: NAME EMITTED TRANSLATED MACHINE
 * </pre>
 *
 * @param from which bpftrace, on which kernel
 * @param sizes by reference
 */
public record StoredSizes(String from, Map<Reference, CodeSize> sizes) {
    /** The file's name, beside the references. */
    public static final String FILE = "bpftrace.sizes";

    /** Copies the map. */
    public StoredSizes {
        sizes = Map.copyOf(sizes);
    }

    /** Reads what {@link #write} wrote. */
    public static StoredSizes read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            var sizes = new EnumMap<Reference, CodeSize>(Reference.class);
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" +");
                sizes.put(
                        Reference.ofFile(words[0]),
                        new CodeSize(
                                Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3])));
            }
            return new StoredSizes(lines.getFirst().substring(2), sizes);
        } catch (IOException e) {
            throw new UncheckedIOException("no sizes of bpftrace's code", e);
        }
    }

    void write(Path file) {
        String lines = new EnumMap<>(sizes)
                .entrySet().stream()
                        .map(entry -> "%s %d %d %d\n"
                                .formatted(
                                        entry.getKey().file(),
                                        entry.getValue().emitted(),
                                        entry.getValue().translated(),
                                        entry.getValue().machine()))
                        .collect(Collectors.joining());
        try {
            Files.writeString(file, "# " + from + "\n" + lines);
        } catch (IOException e) {
            throw new UncheckedIOException("sizes of bpftrace's code are not written", e);
        }
    }
}
