import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Copies the jars of the build to where they are run from, with their class files made fit for a fast start:
 *
 * <ul>
 *   <li>classes that predate stack maps (picocli: Java 5) get them, because the AOT cache takes no others: see {@link
 *       Reversion};
 *   <li>our own get their pattern switches and record methods as plain code: see {@link Lowering}.
 * </ul>
 *
 * <p>What is changed is checked as the JVM would check it, and stored without compression. Other jars are copied as they
 * are.
 *
 * <p>Usage: {@code java Distribution.java FOLDER JAR...}
 */
final class Distribution {
    private static final String OURS = "rawtap-";

    /** The first version whose classes must have stack maps, and the first that the AOT cache takes. */
    private static final int STACK_MAPS = 50;

    private final List<Jar> jars = new ArrayList<>();
    private final ClassFile classFile = ClassFile.of(ClassHierarchyResolverOption.of(
            // Types that meet in a stack map are looked up in the jars first, then in the JDK.
            ClassHierarchyResolver.ofResourceParsing(this::open)
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached()));

    private Distribution() {}

    static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            System.err.println("usage: java Distribution.java FOLDER JAR...");
            System.exit(2);
        }
        var distribution = new Distribution();
        for (int i = 1; i < arguments.length; i++) {
            distribution.jars.add(Jar.read(Path.of(arguments[i])));
        }
        distribution.write(Path.of(arguments[0]));
    }

    private InputStream open(ClassDesc type) {
        String descriptor = type.descriptorString();
        String name = descriptor.substring(1, descriptor.length() - 1) + ".class";
        for (Jar jar : jars) {
            if (jar.entries.containsKey(name)) {
                return new ByteArrayInputStream(jar.entries.get(name));
            }
        }
        return null;
    }

    private void write(Path folder) throws IOException {
        for (Jar jar : jars) {
            Path to = folder.resolve(jar.path.getFileName());
            if (jar.path.getFileName().toString().startsWith(OURS)) {
                jar.write(to, bytes -> checked(Lowering.lower(classFile, bytes)));
            } else if (jar.isOld()) {
                jar.withoutVersions().write(to, bytes -> checked(Reversion.raise(classFile, bytes)));
            } else {
                Files.copy(jar.path, to);
            }
        }
    }

    private byte[] checked(byte[] bytes) {
        List<VerifyError> errors = classFile.verify(bytes);
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        return bytes;
    }

    private interface Change {
        byte[] apply(byte[] classBytes);
    }

    private record Jar(Path path, Map<String, byte[]> entries) {
        private static final String DESCRIPTOR = "module-info.class";
        private static final String VERSIONED_DESCRIPTOR = "META-INF/versions/9/" + DESCRIPTOR;

        static Jar read(Path path) throws IOException {
            var entries = new LinkedHashMap<String, byte[]>();
            try (var file = new JarFile(path.toFile())) {
                for (var entry : file.stream().filter(entry -> !entry.isDirectory()).toList()) {
                    try (var in = file.getInputStream(entry)) {
                        entries.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
            return new Jar(path, entries);
        }

        private static boolean isClass(String name) {
            return name.endsWith(".class") && !name.endsWith(DESCRIPTOR);
        }

        boolean isOld() {
            return entries.entrySet().stream()
                    .anyMatch(entry -> isClass(entry.getKey()) && major(entry.getValue()) < STACK_MAPS);
        }

        private static int major(byte[] bytes) {
            return (bytes[6] & 0xff) << 8 | (bytes[7] & 0xff);
        }

        /** Without manifest and signatures: it is neither multi-release nor the signed one any more. */
        Jar withoutVersions() throws IOException {
            var kept = new LinkedHashMap<String, byte[]>();
            entries.forEach((name, bytes) -> {
                if (name.equals(VERSIONED_DESCRIPTOR)) {
                    kept.put(DESCRIPTOR, bytes);
                } else if (!name.startsWith("META-INF/")) {
                    kept.put(name, bytes);
                }
            });
            if (!kept.containsKey(DESCRIPTOR)) {
                throw new IOException(path + " has no module descriptor: it would not be the same module");
            }
            return new Jar(path, kept);
        }

        void write(Path to, Change change) throws IOException {
            try (var out = new ZipOutputStream(Files.newOutputStream(to))) {
                out.setMethod(ZipOutputStream.STORED);
                for (var entry : entries.entrySet()) {
                    String name = entry.getKey();
                    store(out, name, isClass(name) ? change.apply(entry.getValue()) : entry.getValue());
                }
            }
        }

        private static void store(ZipOutputStream out, String name, byte[] bytes) throws IOException {
            var crc = new CRC32();
            crc.update(bytes);
            var stored = new ZipEntry(name);
            stored.setTime(0);
            stored.setSize(bytes.length);
            stored.setCrc(crc.getValue());
            out.putNextEntry(stored);
            out.write(bytes);
            out.closeEntry();
        }
    }
}
