package dev.rawtap.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * C functions through one downcall shape: the function's address, then seven longs. {@code syscall} takes exactly these,
 * and a function with fewer integer or pointer parameters ignores the rest (System V x86-64 and AAPCS64 pass the first
 * six or eight in registers, the caller cleans the stack). One shape, because each further one costs 7-19 ms of start-up.
 */
final class Native {
    private static final SymbolLookup SYMBOLS = Linker.nativeLinker().defaultLookup();

    @SuppressWarnings("restricted")
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));

    private static final MemorySegment SYSCALL = symbol("syscall");

    /** Where a thread's calls leave errno: per thread, so that a call allocates nothing. */
    private static final ThreadLocal<MemorySegment> ERRNO =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Native() {}

    /** Does nothing but what the first use of this class does. */
    static void link() {
        // The fields above.
    }

    /** The address of a C library's function or variable. */
    static MemorySegment symbol(String name) {
        return SYMBOLS.find(name)
                .orElseThrow(() -> new IllegalStateException("the C library has no symbol '" + name + "'"));
    }

    /** syscall(2): the result, or {@code -errno}. */
    static long syscall(SystemCall call, long a, long b, long c, long d, long e, long f) {
        MemorySegment errno = ERRNO.get();
        try {
            long result = (long) CALL.invokeExact(SYSCALL, errno, (long) call.number(), a, b, c, d, e, f);
            return result == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : result;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A function that answers an int: 0 or an error number, as those of posix_spawn do. */
    static int call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (int) (long) CALL.invokeExact(function, ERRNO.get(), a, b, c, d, e, f, 0L);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
