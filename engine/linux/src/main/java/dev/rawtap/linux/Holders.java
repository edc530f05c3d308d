package dev.rawtap.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which processes hold programs, maps, links and BTF: those with a descriptor of one, as procfs tells at one moment. A
 * process that holds a link holds its program. Processes that may not be looked into are left out: that takes root, or
 * CAP_SYS_PTRACE. Immutable.
 */
public final class Holders {
    /** What descriptors are of. */
    public enum Kind {
        /** A program, or a link of it. */
        PROGRAM("prog_id:"),
        /** A map. */
        MAP("map_id:"),
        /** A link. */
        LINK("link_id:"),
        /** BTF. */
        BTF("btf_id:");

        private final String field;

        Kind(String field) {
            this.field = field;
        }
    }

    /**
     * A process.
     *
     * @param pid its number
     * @param command its name, at most 15 bytes
     */
    public record Holder(int pid, String command) {}

    private record Held(Kind kind, int id) {}

    /** By process number. */
    private final Map<Held, Map<Integer, Holder>> holders = new HashMap<>();

    private Holders() {}

    /** Looks at every descriptor of every process: a read of a link for each, and a read of a file for those of bpf(2). */
    public static Holders read(SystemFiles files) {
        var found = new Holders();
        var processes = new Processes(files);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(files.path("/proc"), "[1-9]*")) {
            for (Path process : all) {
                found.look(process, files, processes);
            }
        } catch (IOException noProcfs) {
            // Nobody is seen.
        }
        return found;
    }

    private void look(Path process, SystemFiles files, Processes processes) {
        String pid = process.getFileName().toString();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isBpf(descriptor)) {
                    String place = "/proc/" + pid + "/fdinfo/" + descriptor.getFileName();
                    files.text(place).ifPresent(text -> note(text, Integer.parseInt(pid), processes));
                }
            }
        } catch (IOException endedOrRefused) {
            // A process that ends meanwhile holds nothing.
        }
    }

    /** {@code anon_inode:bpf-prog}, {@code bpf-map}, {@code bpf_link}, {@code btf}. */
    private static boolean isBpf(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("anon_inode:") && (target.contains("bpf") || target.contains("btf"));
        } catch (IOException closed) {
            return false;
        }
    }

    private void note(String text, int pid, Processes processes) {
        for (String line : text.lines().toList()) {
            for (Kind kind : Kind.values()) {
                if (line.startsWith(kind.field)) {
                    int id = Integer.parseUnsignedInt(
                            line.substring(kind.field.length()).strip());
                    holders.computeIfAbsent(new Held(kind, id), _ -> new TreeMap<>())
                            .computeIfAbsent(
                                    pid,
                                    _ -> new Holder(
                                            pid, processes.commandName(pid).orElse("")));
                }
            }
        }
    }

    /** Who holds the object of that id, by process number. */
    public List<Holder> of(Kind kind, int id) {
        return List.copyOf(holders.getOrDefault(new Held(kind, id), Map.of()).values());
    }
}
