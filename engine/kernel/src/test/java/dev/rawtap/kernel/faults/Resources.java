package dev.rawtap.kernel.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What this process holds of the kernel's things, as /proc tells it: the view from outside. */
final class Resources {
    private Resources() {}

    /** Targets of all descriptors; class files and jars, which come and go with class loading, left out. */
    static List<String> descriptors() {
        List<String> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            all.forEach(fd -> {
                try {
                    open.add(Files.readSymbolicLink(fd).toString());
                } catch (IOException theListingsOwn) {
                    open.add("gone");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.removeIf(target -> target.endsWith(".jar") || target.endsWith("/fd") || target.equals("gone"));
        open.sort(null);
        return open;
    }

    /** Memory that belongs to maps, perf events and other descriptors without a file. */
    static List<String> kernelMappings() {
        return lines("/proc/self/maps")
                .filter(line -> line.contains("anon_inode:") || line.contains("/sys/kernel/btf"))
                .toList();
    }

    /** Number of memory mappings of any kind. */
    static long mappings() {
        return lines("/proc/self/maps").count();
    }

    /** Resident memory of this process in KiB. */
    static long residentKilobytes() {
        return lines("/proc/self/status")
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Mounts of tracefs that everybody sees. */
    static List<String> tracefsMounts() {
        return lines("/proc/self/mountinfo")
                .filter(line -> line.contains(" - tracefs "))
                .toList();
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
