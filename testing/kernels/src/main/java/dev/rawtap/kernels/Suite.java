package dev.rawtap.kernels;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the kernel tests of all rooms on the running kernel, and tells each that failed or was skipped, why, and the sum.
 *
 * <pre>
 * java -jar suite.jar [--tag TAG] [PATTERN...]    tests with the tag (kernel), of classes whose whole name matches
 * </pre>
 *
 * <p>Exit status: 0 when none failed, 1 when one did, 2 when there was none to run.
 */
public final class Suite {
    private static final String FILES = "files/";

    /** Only what has such a name is looked at: to load all classes of the jar takes a minute on an emulated processor. */
    private static final String TESTS = "dev\\.rawtap\\..*Test";

    /** Classes that are no part of it, with the reason. */
    private static final List<String> LEFT_OUT = List.of(
            // Machine code is as long as one kernel's JIT makes it.
            ".*\\.ReferenceProgramsTest",
            // What the command line prints is looked at on one kernel; here it runs the examples and some of the
            // conformance cases.
            "dev\\.rawtap\\.cli\\.(?!ScriptConformanceTest).*",
            // Looks for mistakes of the front end, which are the same everywhere.
            ".*\\.FrontEndFuzzKernelTest",
            // Has programs of the machine that builds beside it.
            ".*\\.LibbpfDifferenceTest",
            // Some messages are about arguments and events that only newer kernels have.
            ".*\\.ConformanceMessagesTest");

    private Suite() {}

    public static void main(String[] words) throws IOException, URISyntaxException {
        List<String> arguments = List.of(words);
        String tag = "kernel";
        if (arguments.size() > 1 && arguments.getFirst().equals("--tag")) {
            tag = arguments.get(1);
            arguments = arguments.subList(2, arguments.size());
        }
        Path jar = Path.of(
                Suite.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path files = Files.createTempDirectory("rawtap-suite");
        int status;
        try {
            unpack(jar, files);
            System.setProperty("rawtap.root", files.toString());
            System.setProperty("rawtap.kernels.facts", files.resolve("facts").toString());
            status = run(jar, tag, arguments);
            Facts.print(System.out);
        } finally {
            remove(files);
        }
        // Threads of tests that hang do not keep the result back.
        System.exit(status);
    }

    private static int run(Path jar, String tag, List<String> patterns) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClasspathRoots(Set.of(jar)))
                .filters(
                        includeTags(tag),
                        includeClassNamePatterns(
                                patterns.isEmpty() ? new String[] {TESTS} : patterns.toArray(String[]::new)))
                .configurationParameter("junit.jupiter.execution.timeout.default", "120 s");
        if (patterns.isEmpty() && !LEFT_OUT.isEmpty()) {
            request.filters(excludeClassNamePatterns(LEFT_OUT.toArray(String[]::new)));
        }
        var results = new Results(System.out);
        Thread.ofPlatform().daemon().name("watch").start(results::watch);
        LauncherFactory.create().execute(request.build(), results);
        return results.tell();
    }

    /** The files of the checkout that tests read, from the jar to a folder. */
    private static void unpack(Path jar, Path folder) throws IOException {
        if (Files.isDirectory(jar)) {
            throw new IOException(jar + " is no jar: mvn package, then java -jar testing/kernels/target/suite.jar");
        }
        try (var archive = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> all = archive.entries(); all.hasMoreElements(); ) {
                JarEntry entry = all.nextElement();
                if (entry.getName().startsWith(FILES) && !entry.isDirectory()) {
                    Path target = folder.resolve(entry.getName().substring(FILES.length()));
                    Files.createDirectories(target.getParent());
                    try (InputStream bytes = archive.getInputStream(entry)) {
                        Files.copy(bytes, target);
                    }
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
