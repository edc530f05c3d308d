package dev.rawtap.kernels;

import dev.rawtap.base.Errno;
import dev.rawtap.cli.Main;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.syscall.Architecture;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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
            case "without-bpf" -> withoutBpf(List.of(words).subList(1, words.length));
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    /** A command of rawtap where bpf(2) answers ENOSYS, as in a kernel that was built without it: by a seccomp filter. */
    private static void withoutBpf(List<String> words) {
        int bpf = Architecture.host() == Architecture.X86_64 ? 321 : 280;
        int seccomp = Architecture.host() == Architecture.X86_64 ? 317 : 277;
        try (var arena = Arena.ofConfined()) {
            // struct sock_filter: code, jump if true, jump if false, constant (linux/filter.h): load the number; bpf?
            // ENOSYS : allow.
            MemorySegment filter = arena.allocateFrom(
                    ValueLayout.JAVA_LONG,
                    0x20L,
                    0x15L | 1L << 24 | (long) bpf << 32,
                    0x06L | (0x50000L | Errno.ENOSYS.number()) << 32,
                    0x06L | 0x7fff0000L << 32);
            MemorySegment program = arena.allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
            program.set(ValueLayout.ADDRESS, 8, filter);
            require("prctl", 38, 1, 0, 0); // PR_SET_NO_NEW_PRIVS
            require("syscall", seccomp, 1, 1, program.address()); // SECCOMP_SET_MODE_FILTER, for all threads
        }
        Main.main(words.toArray(String[]::new));
    }

    @SuppressWarnings("restricted")
    private static void require(String function, long... arguments) {
        Linker linker = Linker.nativeLinker();
        var number = ValueLayout.JAVA_LONG;
        MethodHandle handle = linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function),
                FunctionDescriptor.of(number, number, number, number, number, number),
                Linker.Option.firstVariadicArg(1));
        try {
            long result = (long) handle.invokeExact(arguments[0], arguments[1], arguments[2], arguments[3], 0L);
            if ((int) result != 0) {
                throw new IllegalStateException(function + ": " + result);
            }
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
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
