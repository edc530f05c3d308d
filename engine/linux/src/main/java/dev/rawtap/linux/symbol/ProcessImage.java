package dev.rawtap.linux.symbol;

import dev.rawtap.linux.SystemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mappings of one process and the code that it made, as they were when last looked at; what was seen stays when the
 * process ends. Not thread-safe.
 */
final class ProcessImage {
    /** Between two looks at a process that is asked about again and again. */
    static final long REST = 100_000_000;

    /** Between two looks for addresses that nothing holds. */
    private static final long MOMENT = 1_000_000;

    private final SystemFiles files;
    private final int pid;
    private final Path root;
    private byte[] text = new byte[0];
    private List<ProcessMapping> mappings = List.of();
    private final Map<String, ProcessMapping> modules = new HashMap<>();
    private PerfMap compiled = PerfMap.EMPTY;
    private String perfMapPath;
    private @Nullable FileTime perfMapTime;
    private long perfMapSize;
    private long looked;
    private long missed = System.nanoTime() - MOMENT;
    private long unlisted = missed;

    ProcessImage(SystemFiles files, int pid) {
        this.files = files;
        this.pid = pid;
        this.root = files.path("/proc/" + pid + "/root");
        this.perfMapPath = "/tmp/perf-" + pid + ".map";
        look();
    }

    /** The folder that stands for {@code /} in the process, while it lives. */
    Path root() {
        return root;
    }

    /** The path that its perf map has, or would have, in its own file system. */
    String perfMapPath() {
        return perfMapPath;
    }

    /** The mapping that holds an address. */
    Optional<ProcessMapping> mapping(long address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            ProcessMapping candidate = mappings.get(middle);
            if (candidate.holds(address)) {
                return Optional.of(candidate);
            }
            if (Long.compareUnsigned(candidate.start(), address) < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** The first mapping of a file. */
    Optional<ProcessMapping> mappingOf(String path) {
        return Optional.ofNullable(modules.get(path));
    }

    /** The functions that it has compiled and listed. */
    PerfMap compiled() {
        return compiled;
    }

    /** Looks again if that was so many nanoseconds ago. */
    void refresh(long rest) {
        if (System.nanoTime() - looked > rest) {
            look();
        }
    }

    /** Looks again however short ago that was: the process may have run another program since. Not with each of many misses. */
    void lookForMissing() {
        if (System.nanoTime() - missed >= MOMENT) {
            look();
            missed = looked;
        }
    }

    /** Reads the list of compiled code again, unless that was a moment ago: a virtual machine may write it when it ends. */
    void lookForUnlisted() {
        if (System.nanoTime() - unlisted >= MOMENT) {
            readPerfMap();
            unlisted = System.nanoTime();
        }
    }

    /** Looks at the process. A number that another process has got since has other mappings: they count from now on. */
    private void look() {
        looked = System.nanoTime();
        byte[] now = files.bytes("/proc/" + pid + "/maps").orElse(new byte[0]);
        if (now.length > 0 && !Arrays.equals(now, text)) {
            text = now;
            mappings = ProcessMapping.all(new String(now, StandardCharsets.UTF_8));
            modules.clear();
            mappings.stream()
                    .filter(ProcessMapping::ofFile)
                    .forEach(mapping -> modules.putIfAbsent(mapping.path(), mapping));
        }
        readPerfMap();
    }

    private void readPerfMap() {
        files.text("/proc/" + pid + "/status")
                .flatMap(status ->
                        status.lines().filter(line -> line.startsWith("NSpid:")).findFirst())
                .ifPresent(line -> perfMapPath = "/tmp/perf-" + line.substring(line.lastIndexOf('\t') + 1) + ".map");
        // A process that has ended has no root any more; one that wrote the list at its end shared ours, mostly.
        Path file = root.resolve(perfMapPath.substring(1));
        if (!Files.isReadable(file)) {
            file = files.path(perfMapPath);
        }
        try {
            FileTime time = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            if (!time.equals(perfMapTime) || size != perfMapSize) {
                compiled = PerfMap.parse(Files.readAllBytes(file));
                perfMapTime = time;
                perfMapSize = size;
            }
        } catch (IOException none) {
            return; // what was seen stays
        }
    }
}
