package dev.rawtap.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this process has open, to find leaks. */
final class OpenDescriptors {
    private OpenDescriptors() {}

    /** Every descriptor with its target. */
    static Map<Integer, String> now() throws IOException {
        Map<Integer, String> open = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path fd : all.toList()) {
                try {
                    open.put(
                            Integer.parseInt(fd.getFileName().toString()),
                            Files.readSymbolicLink(fd).toString());
                } catch (IOException theListingsOwn) {
                    continue;
                }
            }
        }
        // Class files and jars come and go with class loading.
        open.values()
                .removeIf(target -> target.endsWith(".jar") || target.endsWith("/fd") || target.endsWith(".class"));
        return open;
    }
}
