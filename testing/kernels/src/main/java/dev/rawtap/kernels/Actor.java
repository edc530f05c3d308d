package dev.rawtap.kernels;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.object.AttachPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that does what tests trace, where no command of a small machine does it. */
public final class Actor {
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

    public static void main(String[] words) {
        switch (words[0]) {
            case "test-run" -> testRun();
            default -> throw new IllegalArgumentException(words[0]);
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
