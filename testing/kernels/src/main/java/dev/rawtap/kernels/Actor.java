package dev.rawtap.kernels;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.object.AttachPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that does what tests trace, where busybox has no command that does it on every kernel and architecture. */
public final class Actor {
    /** {@code AT_FDCWD}. */
    private static final int WORKING_DIRECTORY = -100;

    private Actor() {}

    /** The command that starts one. */
    static List<String> command(String verb, String... arguments) {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Actor.class.getName(),
                verb));
        words.addAll(List.of(arguments));
        return words;
    }

    public static void main(String[] words) throws Throwable {
        switch (words[0]) {
            case "unlinkat" -> unlinkat(words[1]);
            case "test-run" -> testRun();
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    @SuppressWarnings("restricted")
    private static void unlinkat(String path) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            int result = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("unlinkat"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT))
                    .invokeExact(WORKING_DIRECTORY, arena.allocateFrom(path), 0);
            if (result != 0) {
                throw new IllegalStateException("unlinkat of " + path);
            }
        }
    }

    /** A test run of a network program, at whose end bpf_test_finish fires. */
    private static void testRun() {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(
                        Samples.one(new AttachPoint.SocketFilter(), Samples.RETURN_ZERO), LoadOptions.DEFAULT)) {
            System.out.println(loaded.program("sample").testRun(TestInput.ofPacket(new byte[64])));
        }
    }
}
