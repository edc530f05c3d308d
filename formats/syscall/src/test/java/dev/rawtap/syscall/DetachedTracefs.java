package dev.rawtap.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Tracefs without a visible mount, for tests of this room, which stands below the one with native access. The numbers
 * of its system calls come from the table under test.
 */
final class DetachedTracefs implements AutoCloseable {
    private static final int CREATE = 6;
    private static final int CLOSE_ON_EXEC = 1;

    private final SyscallTable table = SyscallTable.of(Architecture.host());
    private final MethodHandle syscall;
    private final int folder;

    @SuppressWarnings("restricted") // a downcall is the point of it
    DetachedTracefs() {
        Linker linker = Linker.nativeLinker();
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        syscall = linker.downcallHandle(
                linker.defaultLookup().find("syscall").orElseThrow(),
                FunctionDescriptor.of(word, word, word, word, word, word, word),
                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("tracefs");
            int context = (int) call("fsopen", name.address(), CLOSE_ON_EXEC, 0);
            try {
                call("fsconfig", context, CREATE, 0);
                folder = (int) call("fsmount", context, CLOSE_ON_EXEC, 0);
            } finally {
                call("close", context, 0, 0);
            }
        }
    }

    Path path(String below) {
        return Path.of("/proc/self/fd/" + folder, below);
    }

    private long call(String name, long first, long second, long third) {
        try {
            long result = (long) syscall.invokeExact((long) table.get(name).number(), first, second, third, 0L, 0L);
            if (result < 0) {
                throw new AssertionError(name + " failed: tracefs needs CAP_SYS_ADMIN");
            }
            return result;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void close() {
        call("close", folder, 0, 0);
    }
}
