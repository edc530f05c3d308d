package dev.rawtap.bench.code;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.object.elf.ElfObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * bpftrace itself, of the oracle ({@code testing/oracle/fetch}), running the script on the CPU where no events are made.
 *
 * @param name for the table
 * @param engine finds its programs
 * @param run the oracle's {@code run}
 * @param folder holds the scripts
 */
record Bpftrace(String name, KernelEngine engine, Path run, Path folder) implements Producer {
    private static final long SECONDS_TO_START = 20;

    /** What {@code --version} says, such as {@code bpftrace v0.27.1}. */
    String version() {
        try {
            Process process = command(List.of("--version"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("bpftrace does not start", e);
        }
    }

    private ProcessBuilder command(List<String> arguments) {
        var words = new ArrayList<>(List.of("taskset", "-c", "0", run.toString(), "bpftrace"));
        words.addAll(arguments);
        return new ProcessBuilder(words);
    }

    private String script(Reference reference) {
        return "/host" + folder.resolve(reference.file() + ".bt").toAbsolutePath();
    }

    @Override
    public Attached attach(Reference reference) {
        try {
            int emitted = emitted(reference);
            Process process = command(List.of(script(reference)))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return new Running(process, emitted, waitForPrograms(process, reference));
            } catch (RuntimeException | IOException failed) {
                process.destroy();
                throw failed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bpftrace does not start", e);
        }
    }

    /** Slots of the object that it would load. */
    private int emitted(Reference reference) throws IOException {
        Path object = Files.createTempFile("rawtap-bench", ".o");
        try {
            Process process = command(List.of("--dry-run", "--emit-elf", "/host" + object, script(reference)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor();
            return CodeSize.emitted(ElfObject.read(object).spec());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while bpftrace compiles", e);
        } finally {
            Files.delete(object);
        }
    }

    /** Ids of its programs, once there is a link for each. */
    private Set<Integer> waitForPrograms(Process process, Reference reference) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (System.nanoTime() < end && process.isAlive()) {
            Set<Integer> programs = linkedPrograms(process.pid());
            if (programs.size() == reference.emptyPrograms().size()) {
                return programs;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new IllegalStateException("bpftrace does not run " + reference.file());
    }

    /** The programs behind the links that a process holds. */
    private static Set<Integer> linkedPrograms(long pid) throws IOException {
        var programs = new TreeSet<Integer>();
        Path folder = Path.of("/proc/" + pid + "/fdinfo");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                List<String> lines = lines(file);
                if (lines.stream().anyMatch(line -> line.startsWith("link_type:"))) {
                    lines.stream()
                            .filter(line -> line.startsWith("prog_id:"))
                            .forEach(line -> programs.add(Integer.parseInt(
                                    line.substring(line.indexOf(':') + 1).strip())));
                }
            }
        }
        return programs;
    }

    /** Nothing for a descriptor that is closed meanwhile. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException closedMeanwhile) {
            return List.of();
        }
    }

    /** A bpftrace process. */
    private final class Running implements Attached {
        private final Process process;
        private final int emitted;
        private final Set<Integer> ids;

        Running(Process process, int emitted, Set<Integer> ids) {
            this.process = process;
            this.emitted = emitted;
            this.ids = ids;
        }

        @Override
        public CodeSize size() {
            return CodeSize.of(emitted, programs());
        }

        @Override
        public List<ProgramEntry> programs() {
            return engine.objects().programs().stream()
                    .filter(program -> ids.contains(program.id()))
                    .toList();
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
