import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Test-runs a socket filter with an output buffer that is too small, and prints the kernel's answer: ENOSPC (28), or
 * ECANCELED (125) while writable.bpf.o is attached. Needs CAP_BPF, and JDK 22 or later.
 *
 * <pre>java --enable-native-access=ALL-UNNAMED examples/c/TestRun.java</pre>
 */
final class TestRun {
    private static final int BPF = 321; // the number of bpf(2) on x86-64
    private static final int PROG_LOAD = 5;
    private static final int PROG_TEST_RUN = 10;
    private static final int SOCKET_FILTER = 1;
    private static final int ATTRIBUTE_BYTES = 80;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno"));

    public static void main(String[] arguments) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            long answer = bpf(arena, PROG_TEST_RUN, testRun(arena, load(arena)));
            System.out.printf(
                    "pid %d: test run returned %d%n", ProcessHandle.current().pid(), answer);
        }
    }

    /** Loads {@code r0 = 0; exit} and returns its file descriptor; the kernel closes it when this process ends. */
    private static int load(Arena arena) throws Throwable {
        var attribute = arena.allocate(ATTRIBUTE_BYTES, 8);
        attribute.set(ValueLayout.JAVA_INT, 0, SOCKET_FILTER);
        attribute.set(ValueLayout.JAVA_INT, 4, 2); // instructions
        attribute.set(
                ValueLayout.JAVA_LONG,
                8,
                arena.allocateFrom(ValueLayout.JAVA_LONG, 0xb7L, 0x95L).address());
        attribute.set(ValueLayout.JAVA_LONG, 16, arena.allocateFrom("GPL").address());
        long fd = bpf(arena, PROG_LOAD, attribute);
        if (fd < 0) {
            throw new IllegalStateException("loading a socket filter failed: errno " + -fd + " (root is needed)");
        }
        return (int) fd;
    }

    /** A packet of 64 bytes goes in, the buffer for what comes out has 16. */
    private static MemorySegment testRun(Arena arena, int program) {
        var attribute = arena.allocate(ATTRIBUTE_BYTES, 8);
        attribute.set(ValueLayout.JAVA_INT, 0, program);
        attribute.set(ValueLayout.JAVA_INT, 8, 64); // data_size_in
        attribute.set(ValueLayout.JAVA_INT, 12, 16); // data_size_out
        attribute.set(ValueLayout.JAVA_LONG, 16, arena.allocate(64).address());
        attribute.set(ValueLayout.JAVA_LONG, 24, arena.allocate(16).address());
        return attribute;
    }

    private static long bpf(Arena arena, int command, MemorySegment attribute) throws Throwable {
        var state = arena.allocate(STATE);
        long result = (long) SYSCALL.invokeExact(state, (long) BPF, (long) command, attribute, (long) ATTRIBUTE_BYTES);
        var errno = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        return result >= 0 ? result : -(int) errno.get(state, 0L);
    }
}
