import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Renames two threads of itself, once in each way that Linux has; each fires the tracepoint {@code task_rename}.
 *
 * <pre>java --enable-native-access=ALL-UNNAMED examples/c/Rename.java</pre>
 *
 * <p>JDK 22 or later.
 */
final class Rename {
    private static final int PR_SET_NAME = 15;

    public static void main(String[] arguments) throws Throwable {
        prctl("by-prctl");
        // The JVM runs main on a thread of its own, so this renames another one: the first thread of the process.
        Files.writeString(Path.of("/proc/self/comm"), "by-proc");
        System.out.printf(
                "pid %d: thread 'by-prctl', process '%s'%n",
                ProcessHandle.current().pid(),
                Files.readString(Path.of("/proc/self/comm")).strip());
    }

    /** The calling thread takes the name; the kernel keeps 15 bytes of it. */
    private static void prctl(String name) throws Throwable {
        var linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(1));
        try (var arena = Arena.ofConfined()) {
            int result = (int) prctl.invokeExact(PR_SET_NAME, arena.allocateFrom(name));
            if (result != 0) {
                throw new IllegalStateException("prctl(PR_SET_NAME, '" + name + "') returned " + result);
            }
        }
    }
}
