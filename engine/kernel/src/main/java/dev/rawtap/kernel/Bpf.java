package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** bpf(2) with what every command has in common: the locked-memory limit of old kernels, and what an error means. */
final class Bpf {
    private static final long UNLIMITED = -1L;

    private static final String ABSENT =
            "this kernel has no bpf(2): it was built without CONFIG_BPF_SYSCALL; or a seccomp filter hides it, as in a container"
                    + " that was started without --privileged";

    private final Kernel kernel;
    private boolean limitRaised;

    Bpf(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The door itself, for what is not bpf(2). */
    Kernel kernel() {
        return kernel;
    }

    /**
     * The result, or {@code -errno}. Before 5.11 maps and programs are charged to RLIMIT_MEMLOCK and too small a limit
     * answers EPERM: the limit is raised, once, and the command repeated.
     */
    int call(BpfCommand command, MemorySegment attribute) {
        int result = kernel.bpf(command, attribute);
        return result == -Errno.EPERM.number() && charges(command) && raiseLimit()
                ? kernel.bpf(command, attribute)
                : result;
    }

    /** The same, where any error is a failure of {@code doing}. */
    int require(BpfCommand command, MemorySegment attribute, String doing) {
        int result = call(command, attribute);
        if (result < 0) {
            throw failure(result, doing);
        }
        return result;
    }

    /** The same for a command that answers a descriptor, which the caller owns. */
    FileDescriptor open(BpfCommand command, MemorySegment attribute, String doing) {
        return new FileDescriptor(kernel, require(command, attribute, doing));
    }

    /** What {@code -errno} means, to be thrown by the caller. */
    static KernelException failure(int result, String doing) {
        return failure(result, doing, null);
    }

    /**
     * The same; {@code hint} is for errors that do not come from missing rights. {@link Permissions} is named in conditions, not handed on
     * as a function: to load that class takes a file descriptor, and there may be none.
     */
    static KernelException failure(int result, String doing, @Nullable String hint) {
        var errno = new Errno(-result);
        return new KernelException(
                doing,
                errno,
                errno.equals(Errno.EPERM) ? Permissions.hint() : errno.equals(Errno.ENOSYS) ? ABSENT : hint);
    }

    /** The same for a command that only who administrates the machine may use, unlike what loading and attaching need. */
    static KernelException administratorFailure(int result, String doing) {
        var errno = new Errno(-result);
        return new KernelException(
                doing,
                errno,
                errno.equals(Errno.EPERM)
                        ? Permissions.administratorHint()
                        : errno.equals(Errno.ENOSYS) ? ABSENT : null);
    }

    private static boolean charges(BpfCommand command) {
        return command == BpfCommand.MAP_CREATE || command == BpfCommand.PROG_LOAD || command == BpfCommand.BTF_LOAD;
    }

    /** Whether the limit was finite and is not any more. */
    private synchronized boolean raiseLimit() {
        if (limitRaised) {
            return false;
        }
        limitRaised = true;
        try (var call = Arena.ofConfined()) {
            MemorySegment now = call.allocate(16, 8);
            MemorySegment wanted = call.allocateFrom(ValueLayout.JAVA_LONG, UNLIMITED, UNLIMITED);
            int got = kernel.prlimit(Kernel.RESOURCE_LOCKED_MEMORY, MemorySegment.NULL, now);
            return got == 0
                    && now.get(ValueLayout.JAVA_LONG, 0) != UNLIMITED
                    && kernel.prlimit(Kernel.RESOURCE_LOCKED_MEMORY, wanted, MemorySegment.NULL) == 0;
        }
    }
}
